import type { Agent, ClientRequest } from "node:http";
import type { Socket } from "node:net";
import { HttpsProxyAgent } from "https-proxy-agent";

/** Carries https connections through a HTTP proxy; one that refuses is an error with its own words. */
class ProxyAgent extends HttpsProxyAgent<string> {
  override async connect(
    request: ClientRequest,
    options: Parameters<HttpsProxyAgent<string>["connect"]>[1],
  ): Promise<Socket> {
    let answer = { statusCode: 200, statusText: "" };
    request.once("proxyConnect", (given: typeof answer) => (answer = given));
    const socket = await super.connect(request, options);
    if (answer.statusCode === 200) return socket;
    socket.destroy();
    throw new Error(`the proxy of HTTPS_PROXY answered ${answer.statusCode} ${answer.statusText}`.trim());
  }
}

/** An agent for node's own https, kept alive; undefined without a proxy. `proxy`: http://[user:password@]host:port */
export const agentThrough = (proxy: string | undefined): Agent | undefined =>
  proxy === undefined ? undefined : new ProxyAgent(proxy, { keepAlive: true });

/** `fetch` that takes https through a proxy, where there is one: Node's own knows of none before version 24. */
export function fetchThrough(proxy: string | undefined): typeof fetch {
  if (proxy === undefined) return fetch;
  let opened: Promise<typeof fetch> | undefined;
  return async (...given) => (await (opened ??= open(proxy)))(...given);
}

/** Loaded when first used: most installations have no proxy. */
async function open(proxy: string): Promise<typeof fetch> {
  const undici = await import("undici");
  const dispatcher = new undici.ProxyAgent(proxy);
  const through = undici.fetch as unknown as typeof fetch;
  return (input, init) => through(input, { ...init, ...({ dispatcher } as object) });
}
