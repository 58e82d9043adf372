"""A time-stamping authority on this machine: real RFC 3161 tokens by openssl, over HTTP."""

import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

CONFIGURATION = """
[tsa]
default_tsa = local
[local]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class LocalAuthority:
    def __init__(self, folder):
        self.folder = folder
        self.certificate = folder / "authority.pem"
        self._run(
            *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-keyout", str(folder / "key.pem"), "-out", str(self.certificate), "-days", "3650"),
            *("-subj", "/CN=Local time authority"),
            *("-addext", "extendedKeyUsage=critical,timeStamping"),
        )
        (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))
        (folder / "serial").write_text("01")
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                query = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(authority.reply(query))

            def log_message(self, *_):
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def reply(self, query):
        (self.folder / "query.tsq").write_bytes(query)
        self._run(
            *("ts", "-reply", "-config", str(self.folder / "tsa.cnf"), "-section", "local"),
            *("-queryfile", str(self.folder / "query.tsq"), "-out", str(self.folder / "reply.tsr")),
            *("-signer", str(self.certificate), "-inkey", str(self.folder / "key.pem")),
        )
        return (self.folder / "reply.tsr").read_bytes()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @staticmethod
    def _run(*arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True)
