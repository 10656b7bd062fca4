import type { BotStatus } from "../../src/core/bot.ts";
import type { Log } from "../../src/core/log.ts";
import type { Saying } from "../../src/core/errors.ts";
import { details } from "./text.ts";
import { step, unstarted, type Happening, type Login } from "./login.ts";
import { riskIn } from "./risk.ts";
import type { Wechaty } from "./wire.ts";

/** The time of a connection; tests bring their own. */
export interface Hours {
  /** ms since 1970 */
  now(): number;
  /** Calls again and again until the returned function is called. */
  every(ms: number, run: () => void): () => void;
}

export const systemHours: Hours = {
  now: () => Date.now(),
  every: (ms, run) => {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
};

const tickMs = 1_000;
/** A failure that lasts is told once in this time. */
const quietMs = 60_000;

/**
 * Runs the login machine on a real wechaty: hears what happens, does what the machine says, and
 * knows the state. The only place that starts, stops or asks the puppet.
 */
export class Connection {
  /** called when an account is logged in, with its contact id in this session */
  onLogin: (contactId: string) => void = () => {};
  onTick: () => void = () => {};
  readonly #wechaty: Wechaty;
  readonly #hours: Hours;
  readonly #log: Log;
  readonly #mask: (text: string) => string;
  #login: Login = unstarted;
  #alarm: string | null = null;
  #lastError = "";
  #warnedAt = -Infinity;
  #working: Promise<void> = Promise.resolve();
  #stopTicking: () => void = () => {};
  #listens = false;

  /** `secret`: a token that no line may hold; servers quote it in their refusals */
  constructor(wechaty: Wechaty, hours: Hours, log: Log, secret?: string) {
    this.#mask = (text) =>
      secret ? text.replaceAll(secret, "[token]").replaceAll(bareToken(secret), "[token]") : text;
    this.#wechaty = wechaty;
    this.#hours = hours;
    this.#log = log;
  }

  get login(): Login {
    return this.#login;
  }

  get alarm(): string | null {
    return this.#alarm;
  }

  /** Begins, on a wechaty that is initialised; the login comes later, or never. Also after a stop. */
  start(): void {
    if (!this.#listens) this.#listen();
    this.#listens = true;
    this.#stopTicking = this.#hours.every(tickMs, () => {
      this.happens({ kind: "tick" });
      this.onTick();
    });
    this.happens({ kind: "start" });
  }

  happens(happening: Happening): void {
    const before = this.#login;
    const { login, deed } = step(before, happening, this.#hours.now());
    this.#login = login;
    if (login.phase !== before.phase) this.#tell(before, login);
    if (deed === "ask") this.#ask();
    else if (deed !== null) this.#do(() => (deed === "connect" ? this.#wechaty.start() : this.#wechaty.reset()));
  }

  /** Stops all sending for this reason, or lets it go on. */
  halt(why: string | null): void {
    if (why !== null && this.#alarm === null) this.#log.error({}, `WeChat: sending is stopped: ${why}`);
    this.#alarm = why;
  }

  async stop(): Promise<void> {
    this.#stopTicking();
    this.happens({ kind: "stop" });
    await this.#working;
    await this.#wechaty.stop().catch((error: unknown) => this.#failed(error));
  }

  status(): BotStatus {
    const { phase, heardAt, qr } = this.#login;
    const state = phase === "online" ? "online" : phase === "lost" || phase === "stopped" ? "offline" : "connecting";
    return {
      state,
      detail: this.#alarm === null ? this.#detail() : details.halted(this.#alarm),
      contactAt: heardAt === null ? null : new Date(heardAt),
      ...(qr === null ? {} : { scan: qr }),
      ...(this.#alarm === null ? {} : { alarm: this.#alarm }),
    };
  }

  #detail(): Saying | null {
    const { phase, why, retryAt } = this.#login;
    switch (phase) {
      case "online":
        return null;
      case "connecting":
        return details.connecting(this.#lastError);
      case "scan":
        return details.scan;
      case "scanned":
        return details.scanned;
      case "lost":
        return details.lost(why, this.#lastError, Math.max(1, Math.ceil((retryAt - this.#hours.now()) / 60_000)));
      case "stopped":
        return details.stopped;
      default:
        return phase satisfies never;
    }
  }

  #listen(): void {
    const { puppet } = this.#wechaty;
    const waiting = 2;
    const scanned = 3;
    puppet.on("scan", ({ status, qrcode }) => {
      if (status === waiting && qrcode) this.happens({ kind: "scan", qr: qrcode });
      else if (status === scanned) this.happens({ kind: "scanned" });
    });
    puppet.on("login", ({ contactId }) => {
      const isNew = this.#login.phase !== "online";
      this.happens({ kind: "login" });
      if (isNew && this.#login.phase === "online") this.onLogin(contactId);
    });
    puppet.on("logout", ({ data }) => {
      this.suspect(data ?? "");
      this.happens({ kind: "logout", why: data ? `logged out (${data})` : "logged out" });
    });
    // any word shows that somebody is there; errors do not: they are told of a dead server too
    for (const event of ["heartbeat", "dong", "message", "ready"] as const) {
      puppet.on(event, () => this.happens({ kind: "sign" }));
    }
    puppet.on("error", (error) => this.#failed(error.gerror ?? error.data ?? error));
    this.#wechaty.on("error", (error) => this.#failed(error));
  }

  /** One deed after the other: a puppet that is being stopped is not started yet. */
  #do(deed: () => Promise<void>): void {
    this.#working = this.#working.then(deed).catch((error: unknown) => {
      this.#failed(error);
      this.happens({ kind: "failed", why: "the puppet could not be started" });
    });
  }

  /** A puppet that is down throws instead of staying silent; it comes to the same. */
  #ask(): void {
    try {
      this.#wechaty.puppet.ding("hearth");
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    const what = this.#mask(messageIn(error));
    this.suspect(what);
    this.#lastError = what;
    const now = this.#hours.now();
    if (now - this.#warnedAt < quietMs) return;
    this.#warnedAt = now;
    this.#log.warn({}, `WeChat: ${what}`);
  }

  /** Stops all sending if these words of WeChat's are a warning. */
  suspect(words: string): void {
    const warning = riskIn(words);
    if (warning !== null) this.halt(warning);
  }

  #tell(before: Login, { phase, why }: Login): void {
    if (phase === "online") {
      this.#lastError = "";
      this.#log.info({}, "WeChat: logged in");
    } else if (before.phase === "online" && phase === "lost") this.#log.warn({}, `WeChat: ${why}`);
  }
}

/** A token without the name of its server before it. */
const bareToken = (token: string): string => token.slice(token.lastIndexOf("_") + 1);

/** The sentence in an error of wechaty's, which may be JSON in a field, without its stack. */
function messageIn(error: unknown): string {
  if (error instanceof Error) return firstLine(error.message);
  const text = typeof error === "string" ? error : JSON.stringify(error);
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    if (typeof message === "string") return firstLine(message);
  } catch {
    // it is no JSON
  }
  return firstLine(text);
}

const firstLine = (text: string): string => (text.split("\n")[0] ?? "").slice(0, 200);
