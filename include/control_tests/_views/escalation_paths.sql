-- Sets of actions, each of which is enough to take rights that one was not given: names and actions after Rhino Security
-- Labs, "AWS IAM Privilege Escalation - Methods and Mitigation" (2018, kept up to date in its repository
-- AWS-IAM-Privilege-Escalation), actions in lower case. Add what is published since; remove nothing.
with paths as (
  select unnest([
    {'path': 'new policy version', 'actions': ['iam:createpolicyversion']},
    {'path': 'older policy version', 'actions': ['iam:setdefaultpolicyversion']},
    {'path': 'access key of another user', 'actions': ['iam:createaccesskey']},
    {'path': 'password of another user', 'actions': ['iam:createloginprofile']},
    {'path': 'new password of another user', 'actions': ['iam:updateloginprofile']},
    {'path': 'policy attached to a user', 'actions': ['iam:attachuserpolicy']},
    {'path': 'policy attached to a group', 'actions': ['iam:attachgrouppolicy']},
    {'path': 'policy attached to a role', 'actions': ['iam:attachrolepolicy']},
    {'path': 'policy written into a user', 'actions': ['iam:putuserpolicy']},
    {'path': 'policy written into a group', 'actions': ['iam:putgrouppolicy']},
    {'path': 'policy written into a role', 'actions': ['iam:putrolepolicy']},
    {'path': 'membership of a group', 'actions': ['iam:addusertogroup']},
    {'path': 'trust of a role', 'actions': ['iam:updateassumerolepolicy', 'sts:assumerole']},
    {'path': 'role for a new instance', 'actions': ['iam:passrole', 'ec2:runinstances']},
    {'path': 'role for a new function, called',
      'actions': ['iam:passrole', 'lambda:createfunction', 'lambda:invokefunction']},
    {'path': 'role for a new function, called by others',
      'actions': ['iam:passrole', 'lambda:createfunction', 'lambda:addpermission']},
    {'path': 'role for a new function, called by events',
      'actions': ['iam:passrole', 'lambda:createfunction', 'lambda:createeventsourcemapping']},
    {'path': 'code of a function', 'actions': ['lambda:updatefunctioncode']},
    {'path': 'layer of a function', 'actions': ['lambda:updatefunctionconfiguration']},
    {'path': 'role for a Glue endpoint', 'actions': ['iam:passrole', 'glue:createdevendpoint']},
    {'path': 'key of a Glue endpoint', 'actions': ['glue:updatedevendpoint']},
    {'path': 'role for a Glue job', 'actions': ['iam:passrole', 'glue:createjob', 'glue:startjobrun']},
    {'path': 'role for a stack', 'actions': ['iam:passrole', 'cloudformation:createstack']},
    {'path': 'role for a data pipeline',
      'actions': ['iam:passrole', 'datapipeline:createpipeline', 'datapipeline:putpipelinedefinition',
        'datapipeline:activatepipeline']},
    {'path': 'role for a CodeStar project', 'actions': ['iam:passrole', 'codestar:createproject']},
    {'path': 'CodeStar project from a template', 'actions': ['codestar:createprojectfromtemplate']},
    {'path': 'member of a CodeStar project',
      'actions': ['codestar:createproject', 'codestar:associateteammember']},
    {'path': 'role for a notebook',
      'actions': ['iam:passrole', 'sagemaker:createnotebookinstance',
        'sagemaker:createpresignednotebookinstanceurl']},
    {'path': 'notebook of another user', 'actions': ['sagemaker:createpresignednotebookinstanceurl']},
    {'path': 'role for a training job', 'actions': ['iam:passrole', 'sagemaker:createtrainingjob']},
    {'path': 'role for a container',
      'actions': ['iam:passrole', 'ecs:registertaskdefinition', 'ecs:runtask']}
  ]) as one
)
select one.path as path, unnest(one.actions) as action, len(one.actions) as actions from paths
