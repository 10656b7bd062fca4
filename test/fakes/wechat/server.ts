import { randomUUID } from "node:crypto";
import { freePort } from "../port.ts";
import type { TestPuppet } from "./puppet.ts";

interface PuppetServer {
  start(): Promise<void>;
  stop(): Promise<void>;
}
interface ServiceModule {
  PuppetServer: new (options: {
    puppet: TestPuppet;
    endpoint: string;
    token: string;
    tls?: { disable: boolean };
  }) => PuppetServer;
}

/** A puppet service on loopback: wechaty's own gRPC server around a puppet. */
export interface FakeService {
  token: string;
  endpoint: string;
  start(): Promise<void>;
  /** as a server that dies: connections are cut */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** wechaty's server's own watchdog resets a puppet that does not beat within 60 s. */
const beatMs = 15_000;

export async function createService(puppet: TestPuppet, options: { tls: boolean }): Promise<FakeService> {
  const name: string = "wechaty-puppet-service";
  const { PuppetServer } = (await import(name)) as ServiceModule;
  const token = `insecure_${randomUUID()}`;
  const endpoint = `127.0.0.1:${await freePort()}`;
  let server: PuppetServer | null = null;
  const beating = setInterval(() => puppet.emit("heartbeat", { data: "test" }), beatMs);
  const kill = async () => {
    await server?.stop();
    server = null;
  };
  return {
    token,
    endpoint,
    start: async () => {
      server = new PuppetServer({ puppet, endpoint, token, ...(options.tls ? {} : { tls: { disable: true } }) });
      await server.start();
    },
    kill,
    close: async () => {
      clearInterval(beating);
      await kill();
    },
  };
}
