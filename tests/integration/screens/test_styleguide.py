"""The styleguide and the API's reference: pages without a workspace."""

from tests.integration.installation import Installation, Workplace

PROBLEM = {"$ref": "#/components/responses/Problem"}


async def test_the_styleguide_shows_every_part_in_both_themes(installation: Installation) -> None:
    async with installation.browser() as client:
        page = await client.get("/styleguide")
    assert page.status_code == 200
    for theme in ("light", "dark"):
        assert f'data-theme="{theme}"' in page.text
        assert f'id="{theme}-ledger"' in page.text
    assert "data-live" not in page.text, "there is nothing to hear, and the refusal loads it anew"


async def test_the_reference_loads_nothing_from_elsewhere(installation: Installation) -> None:
    async with installation.browser() as client:
        page = await client.get("/docs")
    assert page.status_code == 200
    assert 'data-openapi="/api/openapi.json"' in page.text
    assert 'src="http' not in page.text
    assert "script-src 'self';" in page.headers["content-security-policy"]


async def test_every_operation_is_described_and_refuses_as_a_problem(
    installation: Installation,
) -> None:
    async with installation.browser() as client:
        schema = (await client.get("/api/openapi.json")).json()
    tags = {tag["name"] for tag in schema["tags"]}
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            assert set(operation["tags"]) <= tags, path
            assert operation["responses"].get("422", PROBLEM) == PROBLEM, path
    assert set(schema["paths"]["/api/submit-lead"]["post"]["responses"]) >= {"202", "303", "429"}


async def test_what_is_described_with_a_lock_is_locked_and_has_a_title_in_words(
    installation: Installation,
) -> None:
    async with installation.browser() as client:
        paths = (await client.get("/api/openapi.json")).json()["paths"]
        for path, operations in paths.items():
            for method, operation in operations.items():
                assert (
                    operation["summary"]
                    != operation["operationId"].partition("_api_")[0].replace("_", " ").title()
                ), path
                if operation["security"] == [{"secretKey": []}]:
                    answer = await client.request(method, path, follow_redirects=False)
                    assert answer.status_code == 401, path
                elif not operation["security"]:
                    assert path in {"/health/live", "/health/ready", "/metrics"}


async def test_the_door_takes_what_its_description_shows(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser() as client:
        schema = (await client.get("/api/openapi.json")).json()
        post = schema["paths"]["/api/submit-lead"]["post"]
        examples = post["requestBody"]["content"]["application/json"]["examples"]
        for example in examples.values():
            answer = await client.post(
                f"/api/submit-lead?key={place.public_key}",
                json=example["value"],
                headers={"Accept": "application/json"},
            )
            assert answer.status_code == 202
            assert set(answer.json()) == set(schema["components"]["schemas"]["Receipt"]["required"])


async def test_a_listed_lead_has_exactly_the_described_fields(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, name="Ana", email="ana@lima.example", message="A demo?")
    bearer = {"Authorization": f"Bearer {place.secret_key}", "Accept": "application/json"}
    async with installation.browser() as client:
        schema = (await client.get("/api/openapi.json")).json()
        items = (await client.get("/api/leads", headers=bearer)).json()["items"]
    assert set(items[0]) == set(schema["components"]["schemas"]["Lead"]["properties"])
