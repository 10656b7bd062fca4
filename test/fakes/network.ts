import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { fileURLToPath } from "node:url";
import { readFileSync } from "node:fs";

/** A certificate that nobody but its own bearer vouches for, for this name and 127.0.0.1. */
export const certificateFile = fileURLToPath(new URL("self-signed.pem", import.meta.url));
export const certifiedName = "api.telegram.test";

export interface FakeServer {
  port: number;
  close(): Promise<void>;
}

/** Speaks TLS with that certificate and hands on to a plain server on 127.0.0.1. */
export function createTlsFront(to: number): Promise<FakeServer> {
  const pem = readFileSync(certificateFile);
  return listening(createTlsServer({ key: pem, cert: pem }, (socket) => join(socket, to)));
}

/** A HTTP proxy that wants a password and knows where `certifiedName` is; whatever it was asked to reach is in `asked`. */
export async function createProxy(login: string, to: number): Promise<FakeServer & { asked: string[] }> {
  const asked: string[] = [];
  const expected = `Basic ${Buffer.from(login).toString("base64")}`;
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on("connect", (request, socket: Socket) => {
    asked.push(request.url ?? "");
    if (request.headers["proxy-authorization"] === expected) {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      join(socket, to);
    } else socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
  });
  return { ...(await listening(server)), asked };
}

function join(one: Socket, port: number): void {
  const other = connect(port, "127.0.0.1");
  one.on("error", () => {});
  other.on("error", () => {});
  // an end is passed on by the pipes, a break is not: whoever closes would wait for half a minute
  one.once("close", () => other.destroy());
  other.once("close", () => one.destroy());
  one.pipe(other).pipe(one);
}

async function listening(server: Server): Promise<FakeServer> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("tlsClientError", () => {}); // a client that does not trust us hangs up: that is what is tested
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  };
  return { port, close };
}
