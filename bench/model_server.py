"""A local server of OpenAI's chat completions that thinks for a fixed time, then answers at once.

`python -m bench.model_server PORT [--seconds 0.8]`. It reads the message as little as a test needs:
its language by one phrase, so that its reply is one that the product lets through.
"""

import argparse
import asyncio
import contextlib
import json
import signal

from leadwright.integrations.fake.model_dialects import SPEECHES

_SPEECH = SPEECHES["openai_compatible"]
_REPLIES = {
    "de": (
        "Ihre Anfrage\nGuten Tag,\n\nvielen Dank für Ihre Nachricht. Gern sehen wir uns an, was Sie"
        " brauchen.\n\nAn welchem Tag passt Ihnen ein Gespräch?"
    ),
    "fr": (
        "Votre demande\nBonjour,\n\nmerci beaucoup pour votre message. Nous regardons volontiers ce"
        " dont vous avez besoin.\n\nQuel jour vous convient pour un échange ?"
    ),
    "es": (
        "Su consulta\nHola:\n\nmuchas gracias por su mensaje. Con gusto vemos lo que su equipo"
        " necesita.\n\n¿Qué día le viene bien para hablar?"
    ),
    "en": (
        "Your message to us\nHello,\n\nthank you very much for your message. We are glad to look at"
        " what you need.\n\nWhich day suits you for a call?"
    ),
}
_MARKS = {
    "Guten Tag": "de", "Wie hoch": "de", "Bonjour": "fr", "Quel est": "fr", "Hola": "es",
    "¿Cuánto": "es",
}  # fmt: skip


def _answer(body: bytes) -> bytes:
    asked = json.loads(body)["messages"][-1]["content"]
    words = asked if isinstance(asked, str) else json.dumps(asked, ensure_ascii=False)
    language = next((its for mark, its in _MARKS.items() if mark in words), "en")
    subject, _, text = _REPLIES[language].partition("\n")
    content = {
        "intent": "demo_request", "confidence": 0.93, "language": language,
        "quality_band": "medium", "expect_auto_reply": True, "urgency": "normal",
        "sentiment": "neutral", "reply_subject": subject, "reply_text": text,
    }  # fmt: skip
    return _SPEECH.said(content, "").body


async def _converse(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float
) -> None:
    while head := await reader.readuntil(b"\r\n\r\n"):
        lines = [line.partition(b":") for line in head.lower().split(b"\r\n")]
        length = next((int(value) for name, _, value in lines if name == b"content-length"), 0)
        body = await reader.readexactly(length)
        if length:
            await asyncio.sleep(seconds)
        answer = _answer(body) if length else b'{"data": []}'
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
            % (len(answer), answer)
        )


async def main(port: int, seconds: float) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A client that hangs up in the middle is the client's affair.
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await _converse(reader, writer, seconds)
        writer.close()

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    server = await asyncio.start_server(serve, "127.0.0.1", port, backlog=1024)
    await stop.wait()
    server.close()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("port", type=int)
    arguments.add_argument("--seconds", type=float, default=0.8)
    given = arguments.parse_args()
    asyncio.run(main(given.port, given.seconds))
