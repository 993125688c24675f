"""The snippets to copy: each posts to the door exactly what it takes; tests send them there."""

from dataclasses import dataclass

from leadwright.features.capture.fields import HONEYPOT, RETURN_TO


@dataclass(frozen=True)
class Snippet:
    """Code or values for one kind of site; `steps` say where they go, `note` what to know."""

    id: str
    title: str
    steps: tuple[str, ...]
    text: str
    note: str = ""


def snippets(endpoint: str, website: str = "") -> tuple[Snippet, ...]:
    """All of them, with this address in place. `website` is where the thank-you page stands."""
    site = website.rstrip("/") or "https://www.example.com"
    return (
        _html(endpoint, site),
        _fetch(endpoint),
        _curl(endpoint),
        _wordpress(endpoint),
        _builders(endpoint),
        _automation(endpoint),
    )


def _html(endpoint: str, site: str) -> Snippet:
    return Snippet(
        "html",
        "HTML form",
        ("Put this where the form should stand. It needs no JavaScript.",),
        f"""<form method="post" action="{endpoint}">
  <label>Name <input name="name" autocomplete="name"></label>
  <label>E-mail <input name="email" type="email" required autocomplete="email"></label>
  <label>Company <input name="company" autocomplete="organization"></label>
  <label>Message <textarea name="message"></textarea></label>
  <input name="{HONEYPOT}" hidden tabindex="-1" autocomplete="off">
  <input name="{RETURN_TO}" type="hidden" value="{site}/thanks">
  <button>Send</button>
</form>""",
        f"{HONEYPOT} catches bots: people never see it, and who fills it in gets no reply. "
        f"{RETURN_TO} is the page visitors see afterwards; it must stand on the same host as the "
        "form. Without it they see a short thank-you page of ours. Add any further fields: all are kept.",
    )


def _fetch(endpoint: str) -> Snippet:
    return Snippet(
        "javascript",
        "JavaScript",
        (
            "For a form with id lead-form and the field names of the HTML form.",
            "Put this behind the form; visitors stay on the page.",
        ),
        f"""<script type="module">
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
        "WordPress, Contact Form 7",
        (
            "Put this into your theme's functions.php or a code snippets plugin.",
            "It runs before Contact Form 7 sends its own mail, so that a broken mailer loses nothing.",
        ),
        f"""add_action('wpcf7_before_send_mail', function ($form) {{
  $lead = WPCF7_Submission::get_instance()->get_posted_data();
  $lead['source'] = $form->title();
  wp_remote_post('{endpoint}', [
    'headers' => ['Content-Type' => 'application/json'],
    'body'    => wp_json_encode($lead),
  ]);
}});""",
        "your-name, your-email, your-message and your-company are understood as they are.",
    )


def _builders(endpoint: str) -> Snippet:
    return Snippet(
        "builders",
        "Webflow, Framer",
        (
            "Webflow: choose the form, open its settings, set Action to this address and Method to POST.",
            "Framer: choose the form, set Send to: Webhook, and paste this address.",
        ),
        endpoint,
        "Name the fields Name, Email, Company and Message; further ones are kept.",
    )


def _automation(endpoint: str) -> Snippet:
    return Snippet(
        "automation",
        "Zapier, Make, n8n",
        (
            "Zapier: Webhooks by Zapier, POST; payload type json.",
            "Make: HTTP, Make a request; method POST, body type Raw, content type JSON.",
            "n8n: HTTP Request; method POST, Send Body, body content type JSON.",
            "Fill the values with the fields of the step before.",
        ),
        f"""URL     {endpoint}
Header  Idempotency-Key: the id of the record before
Body    {{"name": "", "email": "", "company": "", "message": "", "source": ""}}""",
        "With the Idempotency-Key a step that is run again within 24 hours makes no second lead.",
    )
