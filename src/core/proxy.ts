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

/**
 * Has every `fetch` of this process take https through a proxy from now on: Node's own knows of none before
 * version 24. http stays direct, and so do this machine and the hosts of `except` (see `isExcepted`).
 */
export async function fetchThrough(proxy: string, except: string): Promise<void> {
  const { Agent, ProxyAgent: Through, setGlobalDispatcher } = await import("undici"); // most installations have no proxy
  const through = new Through(proxy);
  setGlobalDispatcher(
    new Agent().compose((direct) => (options, handler) => {
      const { protocol, hostname } = new URL(String(options.origin));
      const isDirect = protocol !== "https:" || isExcepted(hostname, except);
      return isDirect ? direct(options, handler) : through.dispatch(options, handler);
    }),
  );
}

/** Whether a host is reached without the proxy: this machine, or one of a list such as "example.org,.corp,*" (NO_PROXY). */
export function isExcepted(hostname: string, except: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (/^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/.test(host)) return true;
  return except
    .toLowerCase()
    .split(/[\s,]+/)
    .some(
      (entry) => entry === "*" || entry === host || (entry !== "" && host.endsWith(`.${entry.replace(/^\*?\./, "")}`)),
    );
}
