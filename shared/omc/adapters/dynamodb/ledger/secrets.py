"""Secret settings of collectors, each encrypted by the key for its collector and its name alone.

KMS binds the ciphertext to collector and name by its encryption context: an item copied under another
collector opens nothing, and a role is told by the context whether it may open any.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from omc.adapters.dynamodb.client import get_item, marshal
from omc.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_kms.client import KMSClient

# KMS encrypts so much at once.
LONGEST_BYTES = 4096


class DynamoSecrets:
    """The SecretBox port."""

    def __init__(
        self, client: "DynamoDBClient", table_name: str, kms: "KMSClient", key_id: str | None = None
    ) -> None:
        """key_id: None where secrets are only read; a ciphertext names its key."""
        self._client, self._table, self._kms, self._key = client, table_name, kms, key_id

    def put(self, collector_id: str, secrets: Mapping[str, str]) -> None:
        """Sets those named and leaves the others. InvalidInput for an empty one, or one above 4096 bytes."""
        assert self._key is not None
        wrong = [name for name, value in secrets.items() if not 0 < len(value.encode()) <= LONGEST_BYTES]
        if wrong:
            raise InvalidInput(f"expected secrets of 1 to {LONGEST_BYTES} bytes, got others for {wrong}")
        sealed = {
            name: self._kms.encrypt(
                KeyId=self._key, Plaintext=value.encode(), EncryptionContext=context(collector_id, name)
            )["CiphertextBlob"]
            for name, value in secrets.items()
        }
        item = {**_key_of(collector_id), "secrets": {**self._sealed(collector_id), **sealed}}
        self._client.put_item(TableName=self._table, Item=marshal(item))

    def get(self, collector_id: str) -> Mapping[str, str]:
        return {
            name: self._kms.decrypt(CiphertextBlob=sealed, EncryptionContext=context(collector_id, name))[
                "Plaintext"
            ].decode()
            for name, sealed in self._sealed(collector_id).items()
        }

    def names(self, collector_id: str) -> Sequence[str]:
        return sorted(self._sealed(collector_id))

    def forget(self, collector_id: str) -> None:
        self._client.delete_item(TableName=self._table, Key=marshal(_key_of(collector_id)))

    def _sealed(self, collector_id: str) -> dict[str, bytes]:
        key = _key_of(collector_id)
        item = get_item(self._client, self._table, key["pk"], key["sk"])
        return {} if item is None else {name: bytes(one) for name, one in item["secrets"].items()}


def context(collector_id: str, name: str) -> dict[str, str]:
    """`omc-collector` is the word by which roles are refused; see the functions' policies."""
    return {"omc-collector": collector_id, "omc-setting": name}


def _key_of(collector_id: str) -> dict[str, str]:
    return {"pk": f"SECRETS#{collector_id}", "sk": "SECRETS"}
