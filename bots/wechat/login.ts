/**
 * Where the connection to WeChat stands: one machine that takes what happens and says what to do.
 * Pure; every instant is in ms. WeChat punishes accounts that log in again and again, so that is
 * counted here and nowhere else.
 */

/** After the start, or a lost connection, WeChat must have spoken within this time: a QR code or a login. */
export const loginWithinMs = 90_000;
/** A QR code nobody scanned; puppets show a new one every few minutes, and each starts this time anew. */
export const scanWithinMs = 10 * 60_000;
/** Silence after which the puppet is asked whether it is there. */
export const askAfterMs = 30_000;
/** How long it may take to answer. */
export const answerWithinMs = 30_000;
/** At most so many logins after the first in any hour. */
const reloginsAnHour = 3;
const hourMs = 3_600_000;

export type Phase =
  /** not started, or stopped by us */
  | "stopped"
  /** asked the puppet to start; it has not spoken */
  | "connecting"
  /** a QR code waits for the account's phone */
  | "scan"
  /** scanned; the phone must confirm */
  | "scanned"
  | "online"
  /** logged out or silent: tried again at `retryAt` */
  | "lost";

export interface Login {
  readonly phase: Phase;
  readonly since: number;
  /** the code to scan, in phase `scan` */
  readonly qr: string | null;
  /** why it was lost */
  readonly why: string;
  /** the last sign of life */
  readonly heardAt: number | null;
  /** asked whether it is there; null = answered */
  readonly askedAt: number | null;
  readonly retryAt: number;
  /** failed tries in a row */
  readonly failures: number;
  /** whether this account was ever logged in, or asked to */
  readonly met: boolean;
  /** whether this try has reached WeChat already */
  readonly counted: boolean;
  /** when it was logged in again, or asked to, within the last hour */
  readonly relogins: readonly number[];
}

/** What happens to a connection. `sign`: any word from the puppet; `lost`: the puppet could not be started or is gone. */
export type Happening =
  | { kind: "start" }
  | { kind: "scan"; qr: string }
  | { kind: "scanned" }
  | { kind: "login" }
  | { kind: "logout"; why: string }
  | { kind: "failed"; why: string }
  | { kind: "sign" }
  | { kind: "tick" }
  | { kind: "stop" };

/** What to do about it: `connect` starts the puppet, `reconnect` takes it down and starts it again. */
export type Deed = "connect" | "reconnect" | "ask";

export interface Step {
  login: Login;
  deed: Deed | null;
}

export const unstarted: Login = {
  phase: "stopped",
  since: 0,
  qr: null,
  why: "",
  heardAt: null,
  askedAt: null,
  retryAt: 0,
  failures: 0,
  met: false,
  counted: false,
  relogins: [],
};

/** The next state. Nothing happens to a stopped connection but a start. */
export function step(login: Login, happening: Happening, now: number): Step {
  if (login.phase === "stopped" && happening.kind !== "start") return stay(login);
  switch (happening.kind) {
    case "start":
      if (login.phase !== "stopped") return stay(login);
      return { login: { ...unstarted, phase: "connecting", since: now }, deed: "connect" };
    case "scan":
      // a code shown again is the same wait
      if (login.phase === "scan" && login.qr === happening.qr) return stay(heard(login, now));
      return stay({ ...reached(heard(login, now), now), phase: "scan", since: now, qr: happening.qr });
    case "scanned":
      return stay({ ...reached(heard(login, now), now), phase: "scanned", since: now, qr: null });
    case "login":
      if (login.phase === "online") return stay(heard(login, now));
      return stay({ ...reached(heard(login, now), now), phase: "online", since: now, qr: null, why: "", failures: 0 });
    case "logout":
    case "failed":
      return login.phase === "lost" ? stay(login) : stay(lose(login, happening.why, now));
    case "sign":
      return stay(heard(login, now));
    case "tick":
      return tick(login, now);
    case "stop":
      return stay({ ...login, phase: "stopped", since: now, qr: null, why: "stopped" });
    default:
      return happening satisfies never;
  }
}

const stay = (login: Login): Step => ({ login, deed: null });
const heard = (login: Login, now: number): Login => ({ ...login, heardAt: now, askedAt: null });

/** This try got as far as WeChat: the first is a login, every later one a relogin. */
function reached(login: Login, now: number): Login {
  if (login.counted) return login;
  const relogins = login.met ? [...recent(login, now), now] : [];
  return { ...login, met: true, counted: true, relogins };
}

const recent = (login: Login, now: number): number[] => login.relogins.filter((at) => now - at < hourMs);

/** 5 s, doubled with each failure in a row, 60 s at most; and never a fourth relogin within the hour. */
function lose(login: Login, why: string, now: number): Login {
  const failures = login.failures + 1;
  const backoffMs = Math.min(60_000, 5_000 * 2 ** (failures - 1));
  const lately = recent(login, now);
  const free = lately.length < reloginsAnHour ? now : (lately.at(-reloginsAnHour) ?? now) + hourMs;
  const retryAt = Math.max(now + backoffMs, free);
  return { ...login, phase: "lost", since: now, qr: null, why, askedAt: null, failures, retryAt, relogins: lately };
}

function tick(login: Login, now: number): Step {
  const waited = now - login.since;
  switch (login.phase) {
    case "connecting":
      if (waited < loginWithinMs) return stay(login);
      return stay(lose(login, `no login within ${loginWithinMs / 1000} s`, now));
    case "scan":
    case "scanned":
      return waited < scanWithinMs ? stay(login) : stay(lose(login, "nobody scanned the QR code", now));
    case "lost":
      if (now < login.retryAt) return stay(login);
      return {
        login: { ...login, phase: "connecting", since: now, counted: false, heardAt: null },
        deed: "reconnect",
      };
    case "online":
      return online(login, now);
    case "stopped":
      return stay(login);
    default:
      return login.phase satisfies never;
  }
}

/** Being connected is not enough: a server that died leaves everything as it was, but answers no more. */
function online(login: Login, now: number): Step {
  if (login.askedAt !== null) {
    if (now - login.askedAt < answerWithinMs) return stay(login);
    return stay(lose(login, "the puppet does not answer", now));
  }
  if (now - (login.heardAt ?? login.since) < askAfterMs) return stay(login);
  return { login: { ...login, askedAt: now }, deed: "ask" };
}
