"""A prompting process that takes orders and never answers; an order for the picture `deadly` ends it."""

import os
import sys
from multiprocessing.connection import Connection

from inference.prompting.wire import Order

if __name__ == "__main__":
    connection = Connection(int(sys.argv[1]))
    try:
        while True:
            if Order.model_validate_json(connection.recv_bytes()).picture == "deadly":
                os.abort()
    except EOFError:
        pass
