copy (
  with event as (
    select filename, unnest(Records) as e
    from read_json(
      '{objects}/**/*.json.gz', format = 'unstructured', filename = true, maximum_object_size = 268435456,
      columns = {{Records: 'STRUCT(
        eventTime TIMESTAMP, eventID VARCHAR, eventVersion VARCHAR, eventSource VARCHAR, eventName VARCHAR,
        eventType VARCHAR, eventCategory VARCHAR, readOnly BOOLEAN, managementEvent BOOLEAN,
        userIdentity STRUCT(type VARCHAR, arn VARCHAR, principalId VARCHAR, accountId VARCHAR, userName VARCHAR,
          sessionContext STRUCT(
            sessionIssuer STRUCT(type VARCHAR, arn VARCHAR, userName VARCHAR),
            attributes STRUCT(mfaAuthenticated VARCHAR, creationDate VARCHAR)),
          accessKeyId VARCHAR, invokedBy VARCHAR),
        sourceIPAddress VARCHAR, userAgent VARCHAR, awsRegion VARCHAR, recipientAccountId VARCHAR,
        errorCode VARCHAR, errorMessage VARCHAR,
        resources STRUCT(ARN VARCHAR, type VARCHAR, accountId VARCHAR)[],
        requestParameters JSON, responseElements JSON, additionalEventData JSON,
        requestID VARCHAR, sharedEventID VARCHAR)[]'}}
    )
  )
  select
    e.eventTime, e.eventID, e.eventVersion, e.eventSource, e.eventName, e.eventType, e.eventCategory, e.readOnly,
    e.managementEvent, e.userIdentity.type, e.userIdentity.arn, e.userIdentity.principalId, e.userIdentity.accountId,
    e.userIdentity.userName, e.userIdentity.sessionContext.sessionIssuer.type as issuer_type,
    e.userIdentity.sessionContext.sessionIssuer.arn as issuer_arn,
    e.userIdentity.sessionContext.sessionIssuer.userName as issuer_name,
    e.userIdentity.sessionContext.attributes.mfaAuthenticated, e.userIdentity.sessionContext.attributes.creationDate,
    e.userIdentity.accessKeyId, e.userIdentity.invokedBy, e.sourceIPAddress, e.userAgent, e.awsRegion,
    e.recipientAccountId, e.errorCode, e.errorMessage, e.resources,
    case when e.eventName in ('AssumeRole', 'CreateUser') then e.requestParameters end as request_parameters,
    case when e.eventName in ('AssumeRole', 'CreateUser') then e.responseElements end as response_elements,
    case when e.eventName in ('AssumeRole', 'CreateUser') then e.additionalEventData end as additional_event_data,
    e.requestID, e.sharedEventID, filename
  from event
) to '{parquet}' (format parquet, compression zstd)
