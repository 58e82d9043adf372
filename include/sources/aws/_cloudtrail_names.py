"""Which events keep their request and response: those of which a control asks more than who and when."""

DETAILED = frozenset(
    """
    AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity ConsoleLogin GetFederationToken SwitchRole
    AddUserToGroup AttachGroupPolicy AttachRolePolicy AttachUserPolicy ChangePassword CreateAccessKey
    CreateLoginProfile CreatePolicyVersion CreateRole CreateServiceLinkedRole CreateUser
    CreateVirtualMFADevice DeactivateMFADevice DeleteAccessKey DeleteGroupPolicy DeleteLoginProfile
    DeleteRole DeleteRolePolicy DeleteUser DeleteUserPolicy DeleteVirtualMFADevice DetachGroupPolicy
    DetachRolePolicy DetachUserPolicy EnableMFADevice PutGroupPolicy PutRolePolicy PutUserPolicy
    RemoveUserFromGroup SetDefaultPolicyVersion UpdateAccessKey UpdateAssumeRolePolicy
    UpdateLoginProfile UpdateUser
    CreateAccountAssignment CreateGroupMembership DeleteAccountAssignment DeleteGroupMembership
    CreateTrail DeleteTrail PutEventSelectors PutInsightSelectors StartLogging StopLogging UpdateTrail
    DeleteDetector DeleteFlowLogs DeleteLogGroup PutRetentionPolicy StopConfigurationRecorder
    DeleteAccountPublicAccessBlock DeleteBucket DeleteBucketEncryption DeleteBucketLifecycle
    DeleteBucketPolicy DeleteBucketPublicAccessBlock DeletePublicAccessBlock PutAccountPublicAccessBlock
    PutBucketAcl PutBucketEncryption PutBucketLifecycle PutBucketLifecycleConfiguration
    PutBucketLogging PutBucketPolicy PutBucketPublicAccessBlock PutBucketVersioning
    PutObjectLockConfiguration PutPublicAccessBlock
    CancelKeyDeletion DisableKey DisableKeyRotation PutKeyPolicy ScheduleKeyDeletion
    AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress ModifyDBInstance
    CreateDeployment CreateStack DeleteStack ExecuteChangeSet RegisterTaskDefinition
    UpdateFunctionCode UpdateFunctionCode20150331v2 UpdateFunctionConfiguration
    UpdateFunctionConfiguration20150331v2 UpdateService UpdateStack
    """.split()
)
