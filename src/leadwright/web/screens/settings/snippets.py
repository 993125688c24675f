"""The snippets to copy: each posts to the door exactly what it takes; tests send them there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from leadwright.domain.demand import Demand
from leadwright.features.capture.fields import HONEYPOT, RETURN_TO


@dataclass(frozen=True)
class Snippet:
    """Code or values for one kind of site; `steps` say where they go, `note` what to know."""

    id: str
    title: str
    steps: tuple[str, ...]
    text: str
    note: str = ""


@dataclass(frozen=True)
class Guard:
    """What the key asks for, and the vendor's site key where there is a vendor."""

    demand: Demand = Demand.NOTHING
    site_key: str = ""


def snippets(endpoint: str, website: str = "", guard: Guard | None = None) -> tuple[Snippet, ...]:
    """Those that bring what the key asks for, with this address in place.

    `website` is where the thank-you page stands.
    """
    site = website.rstrip("/") or "https://www.example.com"
    guard = guard or Guard()
    if guard.demand.is_signature:
        made, signing = _SIGNED[guard.demand]
        snippet = made(endpoint)
        return (replace(snippet, steps=(*snippet.steps, signing)),)
    proof = _proof(endpoint, guard)
    if guard.demand.is_proof:
        return (_html(endpoint, site, proof), _fetch(endpoint, proof))
    return (
        _html(endpoint, site, proof),
        _fetch(endpoint, proof),
        _curl(endpoint),
        *(made(endpoint) for made in _PRODUCTS),
    )


@dataclass(frozen=True)
class Proof:
    """What a form needs to bring a proof: a line within it, one behind it, and what to know."""

    within: str = ""
    behind: str = ""
    note: str = ""


def _proof(endpoint: str, guard: Guard) -> Proof:
    server = endpoint.partition("/api/")[0]
    match guard.demand:
        case Demand.PROOF_OF_WORK:
            return Proof(
                behind=f'<script type="module" src="{server}/embed/proof.js"></script>',
                note="The script solves the puzzles of the proof of work while the visitor writes, and waits"
                " with sending until it is done. If your site has a content security policy, allow"
                f" {server} in script-src and connect-src (and blob: in worker-src, which is faster).",
            )
        case Demand.TURNSTILE:
            return Proof(
                f'  <div class="cf-turnstile" data-sitekey="{guard.site_key}"></div>\n',
                '<script src="https://challenges.cloudflare.com/turnstile/v0/api.js" async defer></script>',
                "Turnstile writes its token into the form by itself.",
            )
        case Demand.HCAPTCHA:
            return Proof(
                f'  <div class="h-captcha" data-sitekey="{guard.site_key}"></div>\n',
                '<script src="https://js.hcaptcha.com/1/api.js" async defer></script>',
                "hCaptcha writes its token into the form by itself.",
            )
        case _:
            return Proof()


def _html(endpoint: str, site: str, proof: Proof) -> Snippet:
    behind = f"\n{proof.behind}" if proof.behind else ""
    needs = "It needs no JavaScript." if not proof.behind else "The last line brings the proof."
    return Snippet(
        "html",
        "HTML form",
        (f"Put this where the form should stand. {needs}",),
        f"""<form method="post" action="{endpoint}">
  <label>Name <input name="name" autocomplete="name"></label>
  <label>E-mail <input name="email" type="email" required autocomplete="email"></label>
  <label>Company <input name="company" autocomplete="organization"></label>
  <label>Message <textarea name="message"></textarea></label>
  <input name="{HONEYPOT}" hidden tabindex="-1" autocomplete="off">
  <input name="{RETURN_TO}" type="hidden" value="{site}/thanks">
{proof.within}  <button>Send</button>
</form>{behind}""",
        f"{HONEYPOT} catches bots: people never see it, and who fills it in gets no reply. "
        f"{RETURN_TO} is the page visitors see afterwards; it must stand on the same host as the "
        "form. Without it they see a short thank-you page of ours. Add any further fields: all are kept."
        + (f" {proof.note}" if proof.note else ""),
    )


def _fetch(endpoint: str, proof: Proof) -> Snippet:
    before = f"{proof.behind}\n" if proof.behind else ""
    steps: tuple[str, ...] = (
        "For a form with id lead-form and the field names of the HTML form.",
        "Put this behind the form; visitors stay on the page.",
    )
    if proof.within:
        steps = (*steps, f"Put this into the form, above its button: {proof.within.strip()}")
    elif proof.behind:
        steps = (*steps, f'Name the address in the form\'s first tag: data-leadwright="{endpoint}"')
    return Snippet(
        "javascript",
        "JavaScript",
        steps,
        f"""{before}<script type="module">
const form = document.querySelector("#lead-form");
form.addEventListener("submit", async (event) => {{
  event.preventDefault();
  const answer = await fetch("{endpoint}", {{
    method: "POST",
    headers: {{ "Content-Type": "application/json" }},
    body: JSON.stringify(Object.fromEntries(new FormData(form))),
  }});
  const told = await answer.json();
  if (answer.ok) form.replaceWith("Thank you. Our answer is on its way to you.");
  else alert(told.errors.map((each) => each.remedy).join(" ") || told.detail);
}});
</script>""",
        "Any site may post here (CORS is open for this one address).",
    )


def _curl(endpoint: str) -> Snippet:
    return Snippet(
        "curl",
        "curl",
        ("To try it now, from any shell. Prefer: wait=10 waits for the answer.",),
        f"""curl -sS '{endpoint}' \\
  -H 'Content-Type: application/json' -H 'Prefer: wait=10' \\
  -d '{{"name": "Marta Keller", "email": "m.keller@nordwerk.example", "company": "Nordwerk GmbH",
    "message": "Could you show us how routing works?"}}'""",
    )


def _wordpress(endpoint: str) -> Snippet:
    return Snippet(
        "wordpress",
        "Contact Form 7",
        (
            "Put this into your theme's functions.php or a code snippets plugin.",
            "It runs before Contact Form 7 sends its own mail, so that a broken mailer loses nothing.",
            "Send your own form once.",
        ),
        f"""add_action('wpcf7_before_send_mail', function ($form) {{
  $lead = WPCF7_Submission::get_instance()->get_posted_data();
  $lead['source'] = $form->title();
  wp_remote_post('{endpoint}', [
    'headers' => ['Content-Type' => 'application/json'],
    'body'    => wp_json_encode($lead),
  ]);
}});""",
        "your-name, your-email, your-tel, your-company and your-message are understood as they are.",
    )


def _elementor(endpoint: str) -> Snippet:
    return Snippet(
        "elementor",
        "Elementor",
        (
            "Edit the form widget; under Actions After Submit add Webhook.",
            "Paste this address as Webhook URL. Advanced Data may be on or off.",
            "Update the page and send the form once.",
        ),
        f"{endpoint}&success=200",
        "Elementor takes nothing but status 200 for success; success=200 at the end gives it that. "
        "Give each field a label: fields without one arrive as “No Label”.",
    )


def _webflow(endpoint: str) -> Snippet:
    return Snippet(
        "webflow",
        "Webflow",
        (
            "Site settings, Apps and integrations, Webhooks, Add webhook.",
            "Trigger type: Form submission. Paste this address as URL.",
            "Publish the site and send the form once.",
        ),
        f"{endpoint}&source=Webflow",
        "The field names of the form are understood (Name, Email, Phone, Company, Message); further "
        "ones are kept. Without a webhook: form settings, Action = this address, Method = POST.",
    )


def _framer(endpoint: str) -> Snippet:
    return Snippet(
        "framer",
        "Framer",
        (
            "Choose the form on the canvas; in the right sidebar, Send To, Add, Webhook.",
            "Paste this address. It must begin with https://.",
            "Publish and send the form once.",
        ),
        f"{endpoint}&source=Framer",
        "Name the inputs Name, Email, Company and Message; further ones are kept.",
    )


def _typeform(endpoint: str) -> Snippet:
    return Snippet(
        "typeform",
        "Typeform",
        (
            "Open the form; Connect, Webhooks, Add a webhook.",
            "Paste this address as Endpoint and switch the webhook on.",
            "View deliveries, Send test request shows an invented answer; send the form once yourself.",
        ),
        f"{endpoint}&source=Typeform",
        "Use the question types Email and Phone Number: they are known whatever the question says. "
        "Name, company and message are known by their questions; every answer is kept.",
    )


def _zapier(endpoint: str) -> Snippet:
    return Snippet(
        "zapier",
        "Zapier",
        (
            "Add the action Webhooks by Zapier, event POST.",
            "URL: the first line. Payload Type: json. Wrap Request In Array: No.",
            "Data: one row for each line below, filled with fields of the step before; add any others.",
            "Headers: Idempotency-Key, filled with the id of the record before.",
        ),
        f"""{endpoint}
name
email
phone
company
message
source""",
        "With the Idempotency-Key a step that is run again within 24 hours makes no second lead.",
    )


def _make(endpoint: str) -> Snippet:
    return Snippet(
        "make",
        "Make",
        (
            f"Add HTTP, Make a request. URL: {endpoint}",
            "Method: POST. Body type: Raw. Content type: JSON (application/json). Parse response: Yes.",
            "Request content: this, with fields of the step before between the quotes.",
            "Headers: Idempotency-Key, filled with the id of the record before.",
        ),
        """{
  "name": "",
  "email": "",
  "phone": "",
  "company": "",
  "message": "",
  "source": "Make"
}""",
        "A message with line breaks or quotes breaks hand-written JSON: build it with JSON, Create JSON "
        "in front, and map its result as request content.",
    )


def _n8n(endpoint: str) -> Snippet:
    return Snippet(
        "n8n",
        "n8n",
        (
            "Add this node behind your trigger: copy it, click on the canvas and paste.",
            "It sends the item as it is: an n8n form's answers and a webhook's item are both understood.",
            "Activate the workflow and run it once.",
        ),
        f"""{{
  "nodes": [{{
    "name": "To Leadwright",
    "type": "n8n-nodes-base.httpRequest",
    "typeVersion": 4.2,
    "position": [0, 0],
    "retryOnFail": true,
    "parameters": {{
      "method": "POST",
      "url": "{endpoint}&source=n8n",
      "sendBody": true,
      "specifyBody": "json",
      "jsonBody": "={{{{ JSON.stringify($json) }}}}",
      "options": {{}}
    }}
  }}],
  "connections": {{}}
}}""",
        "A retry within ten minutes makes no second lead: the same content is one submission.",
    )


def _sheets(endpoint: str) -> Snippet:
    return Snippet(
        "sheets",
        "Google Sheets",
        (
            "Open the sheet that collects your Google form's answers; Extensions, Apps Script.",
            "Paste this and save. Triggers, Add trigger: onFormSubmit, From spreadsheet, On form submit.",
            "Allow it, then send the form once.",
        ),
        f"""function onFormSubmit(e) {{
  UrlFetchApp.fetch('{endpoint}&source=Google+Sheets', {{
    method: 'post',
    contentType: 'application/json',
    headers: {{ 'Idempotency-Key': e.range.getA1Notation() + ' ' + e.values[0] }},
    payload: JSON.stringify(e.namedValues),
  }});
}}""",
        "The questions are understood as they stand in the sheet's first row, in nine languages; ask for "
        "the e-mail address in the form.",
    )


_PRODUCTS = (
    _wordpress, _elementor, _webflow, _framer, _typeform, _zapier, _make, _n8n, _sheets,
)  # fmt: skip
_SIGNED: Mapping[Demand, tuple[Callable[[str], Snippet], str]] = {
    Demand.TYPEFORM: (
        _typeform,
        "Edit the webhook; put a Secret of your choice there and into the key.",
    ),
    Demand.WEBFLOW: (
        _webflow,
        "Webflow signs webhooks made by its API or an app: put their secretKey into the key.",
    ),
    Demand.FRAMER: (_framer, "Set a Secret beside the webhook, and put the same into the key."),
}
