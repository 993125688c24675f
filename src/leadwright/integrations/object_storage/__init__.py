"""Buckets: Amazon S3 and everything that speaks like it."""

from leadwright.ports.integration import Auth, Capability, Field, Integration, Kind

INTEGRATION = Integration(
    name="object_storage",
    title="Bucket (Amazon S3 and compatible)",
    about="A bucket that partners drop spreadsheets into. Reading and listing rights are enough.",
    auth=Auth.API_KEY,
    capabilities=frozenset({Capability.STORAGE}),
    load="leadwright.integrations.object_storage.bucket:Bucket",
    connect="leadwright.integrations.object_storage.bucket:Bucket",
    purpose="files",
    fields=(
        Field("bucket", "Bucket", help="Its name alone, without s3://."),
        Field(
            "region",
            "Region",
            default="us-east-1",
            help="Such as eu-central-1; some vendors want auto.",
        ),
        Field("access_key_id", "Access key ID"),
        Field("secret_access_key", "Secret access key", Kind.SECRET),
        Field(
            "endpoint",
            "Address of the service",
            Kind.WEB_ADDRESS,
            optional=True,
            help="Empty for Amazon S3. Known services can be entered right away; for a server of your own "
            "the operator adds its host:port to LEADWRIGHT_ALLOW_PRIVATE first.",
        ),
    ),
)
