-- Instances of Identity Center that an account is told of, and whose they are.
select distinct instance_arn, owner_account_id from aws_identity_center_instances order by all
