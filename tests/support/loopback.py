"""HTTP to a server of this machine, where nothing is encrypted.

httpx reads the list of the world's authorities for each client it makes: more processor time than most requests take,
and a tenth of what the suite took. Here it reads none.
"""

from functools import partial

import httpx

get = partial(httpx.get, verify=False)
post = partial(httpx.post, verify=False)
Client = partial(httpx.Client, verify=False)
AsyncClient = partial(httpx.AsyncClient, verify=False)
