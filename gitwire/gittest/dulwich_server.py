"""Serves the repositories below a folder over smart HTTP with dulwich: protocol v0 only.

Usage: python3 dulwich_server.py FOLDER. Prints its port on a line, and ends when its standard input does.
"""

import os
import sys
import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import make_server

from dulwich.errors import NotGitRepository
from dulwich.repo import Repo
from dulwich.server import Backend
from dulwich.web import WSGIRequestHandlerLogger, WSGIServerLogger, make_wsgi_chain


class Folder(Backend):
    def __init__(self, root):
        self.root = root

    def open_repository(self, path):
        if ".." in path.split("/"):
            raise NotGitRepository(path)
        return Repo(os.path.join(self.root, path.strip("/")))


class Server(ThreadingMixIn, WSGIServerLogger):
    daemon_threads = True


def end_with_input():
    sys.stdin.read()
    os._exit(0)


server = make_server("127.0.0.1", 0, make_wsgi_chain(Folder(sys.argv[1])), Server, WSGIRequestHandlerLogger)
threading.Thread(target=end_with_input, daemon=True).start()
print(server.server_port, flush=True)
server.serve_forever()
