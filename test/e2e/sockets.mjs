// Loaded before the product: writes down every place to which a socket is opened.
import { appendFileSync } from "node:fs";
import net from "node:net";

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...given) {
  const [options] = net._normalizeArgs(Array.isArray(given[0]) ? given[0] : given);
  appendFileSync(process.env.SOCKETS_FILE, `${options.path ?? `${options.host ?? "localhost"}:${options.port}`}\n`);
  return connect.apply(this, given);
};
