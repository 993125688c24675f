"""Mails that servers write back, as Postfix and Exchange word them."""

POSTFIX = """\
From: MAILER-DAEMON@mail.acme.example (Mail Delivery System)
To: sales@acme.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="7B1F.1795382/mail"
Message-Id: <20261122.7B1F@mail.acme.example>

This is a MIME-encapsulated message.

--7B1F.1795382/mail
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

<bob@buyer.example>: host mx.buyer.example said: 550 5.1.1 no such user

--7B1F.1795382/mail
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.acme.example
Arrival-Date: Sun, 22 Nov 2026 20:01:00 +0000 (UTC)

Final-Recipient: rfc822; bob@buyer.example
Original-Recipient: rfc822;bob@buyer.example
Action: {action}
Status: {status}
Remote-MTA: dns; mx.buyer.example
Diagnostic-Code: smtp; 550 {status} what the
    server said

--7B1F.1795382/mail
Content-Description: Undelivered Message
Content-Type: {quoted}

Return-Path: <sales@acme.example>
From: Ann <sales@acme.example>
To: bob@buyer.example
Subject: Your demo
Message-ID: <{letter}@acme.example>

{rest}
--7B1F.1795382/mail--
"""


def status_mail(
    letter: str, *, action: str = "failed", status: str = "5.1.1", quoted: str = "message/rfc822"
) -> bytes:
    """One about the letter with this id (hexadecimal)."""
    rest = "Hello Bob.\n" if quoted == "message/rfc822" else ""
    filled = POSTFIX.format(letter=letter, action=action, status=status, quoted=quoted, rest=rest)
    return filled.replace("\n", "\r\n").encode()
