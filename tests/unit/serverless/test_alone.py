"""The package runs where nothing but the Lambda runtime's own libraries is installed."""

import ast
import subprocess
import sys
import zipfile
from pathlib import Path

from tools.aws_package import build

ROOT = Path(__file__).parents[3]
SOURCES = sorted((ROOT / "src/leadwright/serverless").glob("*.py"))
WITH_RUNTIME = {"boto3", "botocore"}
TRY = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("boto3", "botocore"):
            import types
            from importlib.machinery import ModuleSpec
            class Stub:
                def create_module(self, spec):
                    module = types.ModuleType(spec.name)
                    module.__path__ = []
                    module.Config = module.ClientError = Exception
                    return module
                def exec_module(self, module):
                    pass
            return ModuleSpec(name, Stub(), is_package=True)
sys.meta_path.insert(0, Absent())
from leadwright.serverless.handler import handle
assert handle({"Event": "s3:TestEvent"}) == {"files": [], "totals": {}}
"""


def test_every_import_is_the_standard_library_or_the_runtimes_boto3() -> None:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0
                names = [node.module or ""]
            for name in names:
                ours = name.startswith("leadwright.serverless")
                top = name.partition(".")[0]
                assert ours or top in sys.stdlib_module_names | WITH_RUNTIME, f"{path.name}: {name}"


def test_the_package_is_small_always_the_same_and_starts_without_site_packages(
    tmp_path: Path,
) -> None:
    one, two = build(tmp_path / "one.zip"), build(tmp_path / "two.zip")
    assert one.read_bytes() == two.read_bytes()
    assert one.stat().st_size < 100_000
    with zipfile.ZipFile(one) as package:
        assert "leadwright/serverless/handler.py" in package.namelist()
    alone = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        f"import sys; sys.path.insert(0, {str(one)!r})\n{TRY}",
    ]
    done = subprocess.run(alone, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 0, done.stderr
