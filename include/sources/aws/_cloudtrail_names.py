"""Which events keep their request and response: those of which a control asks more than who and when."""

_NAMES = """
    AddUserToGroup AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AttachGroupPolicy
    AttachRolePolicy AttachUserPolicy AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress
    CancelKeyDeletion ChangePassword ConsoleLogin CreateAccessKey CreateAccountAssignment
    CreateDeployment CreateGroupMembership CreateLoginProfile CreatePolicyVersion CreateRole
    CreateServiceLinkedRole CreateStack CreateTrail CreateUser CreateVirtualMFADevice
    DeactivateMFADevice DeleteAccessKey DeleteAccountAssignment DeleteAccountPublicAccessBlock
    DeleteBucket DeleteBucketEncryption DeleteBucketLifecycle DeleteBucketPolicy
    DeleteBucketPublicAccessBlock DeleteDetector DeleteFlowLogs DeleteGroupMembership DeleteGroupPolicy
    DeleteLogGroup DeleteLoginProfile DeletePublicAccessBlock DeleteRole DeleteRolePolicy DeleteStack
    DeleteTrail DeleteUser DeleteUserPolicy DeleteVirtualMFADevice DetachGroupPolicy DetachRolePolicy
    DetachUserPolicy DisableKey DisableKeyRotation EnableMFADevice ExecuteChangeSet GetFederationToken
    ModifyDBInstance PutAccountPublicAccessBlock PutBucketAcl PutBucketEncryption PutBucketLifecycle
    PutBucketLifecycleConfiguration PutBucketLogging PutBucketPolicy PutBucketPublicAccessBlock
    PutBucketVersioning PutEventSelectors PutGroupPolicy PutInsightSelectors PutKeyPolicy
    PutObjectLockConfiguration PutPublicAccessBlock PutRetentionPolicy PutRolePolicy PutUserPolicy
    RegisterTaskDefinition RemoveUserFromGroup ScheduleKeyDeletion SetDefaultPolicyVersion StartLogging
    StopConfigurationRecorder StopLogging SwitchRole UpdateAccessKey UpdateAssumeRolePolicy
    UpdateFunctionCode UpdateFunctionCode20150331v2 UpdateFunctionConfiguration
    UpdateFunctionConfiguration20150331v2 UpdateLoginProfile UpdateService UpdateStack UpdateTrail
    UpdateUser
"""
DETAILED = frozenset(_NAMES.split())
