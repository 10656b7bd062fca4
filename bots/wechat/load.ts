import { createRequire } from "node:module";
import { Complaint } from "../../src/core/errors.ts";
import type { FileBoxModule, Puppet, Wechaty, WechatyModule } from "./wire.ts";

/** A puppet by the name of its package, or one that is there already (tests). */
export interface PuppetChoice {
  puppet: string | Puppet;
  /** where wechaty keeps the puppet's memory of its login, without ending; absent: nowhere */
  memory?: string;
  token?: string;
  endpoint?: string;
  /** speak to the puppet service without TLS */
  withoutTls?: boolean;
}

/** Wechaty around the chosen puppet, initialised but not started, and how files are put for it. */
export interface Loaded {
  wechaty: Wechaty;
  files: FileBoxModule["FileBox"];
}

/**
 * Imports wechaty now, so that who does not use WeChat pays neither its 2 s nor its 120 MB, and may
 * leave it out of the installation. Our own machine watches over silence, so wechaty's watchdog, which
 * logs in again as often as it likes, is put to rest.
 * @throws Complaint when wechaty or the puppet is not installed
 */
export async function load(choice: PuppetChoice): Promise<Loaded> {
  // a literal would make the compiler ask for the package
  const name: string = "wechaty";
  const { WechatyBuilder } = await installed<WechatyModule>(name, "npm install");
  if (typeof choice.puppet === "string") await installed(choice.puppet, `npm install ${choice.puppet}`);
  const wechaty = WechatyBuilder.build({
    ...(choice.memory === undefined ? {} : { name: choice.memory }),
    puppet: choice.puppet,
    puppetOptions: {
      timeoutSeconds: 7 * 24 * 3600,
      // everyone in 50 groups of 500 stays in memory: else each message costs a look at the disk
      cache: { contact: 50_000, room: 1_000 },
      ...(choice.token === undefined ? {} : { token: choice.token }),
      ...(choice.endpoint === undefined ? {} : { endpoint: choice.endpoint }),
      ...(choice.withoutTls ? { tls: { disable: true } } : {}),
    },
  });
  await wechaty.init();
  for (const event of ourOwn) wechaty.puppet.removeAllListeners(event);
  return { wechaty, files: fileBoxOf(name) };
}

/** The class of files that wechaty itself uses, found from where wechaty lies: its own exports do not hold it. */
function fileBoxOf(wechaty: string): FileBoxModule["FileBox"] {
  const here = createRequire(import.meta.url);
  const { FileBox } = createRequire(here.resolve(wechaty))("file-box") as FileBoxModule;
  return FileBox;
}

/**
 * What we hear from the puppet itself. Wechaty would look everything up a second time, and what it
 * then still asks of a puppet that has been stopped ends as a rejection that nobody can catch. Of a group whose people
 * are read anew it would ask as of a person; the puppet's own cache listens again at each start.
 */
const ourOwn = [
  "message",
  "room-join",
  "room-leave",
  "room-topic",
  "room-invite",
  "friendship",
  "post",
  "dirty",
] as const;

async function installed<T>(name: string, remedy: string): Promise<T> {
  try {
    return (await import(name)) as T;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code !== "ERR_MODULE_NOT_FOUND") throw error;
    const why = message.split("\n")[0];
    throw new Complaint({
      zh: `设了 WECHATY_PUPPET，但它要的一个包没有装（${why}）；运行：${remedy}`,
      en: `WECHATY_PUPPET is set, but a package it needs is not installed (${why}); run: ${remedy}`,
    });
  }
}
