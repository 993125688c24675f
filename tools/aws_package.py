"""`python tools/aws_package.py [TARGET.zip]`: the package that the AWS Lambda function runs.

The same code gives the same bytes. Standard library and boto3 come with the runtime: nothing is added.
"""

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_FILE_MODE = 0o100644 << 16


def build(target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    files = [
        SOURCE / "leadwright/__init__.py",
        *sorted((SOURCE / "leadwright/serverless").glob("*.py")),
    ]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for file in files:
            entry = zipfile.ZipInfo(file.relative_to(SOURCE).as_posix(), _LONG_AGO)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _FILE_MODE
            package.writestr(entry, file.read_bytes())
    return target


if __name__ == "__main__":
    made = build(Path(sys.argv[1] if len(sys.argv) > 1 else "deploy/aws/leadwright-intake.zip"))
    print(f"{made} ({made.stat().st_size:,} bytes)")
