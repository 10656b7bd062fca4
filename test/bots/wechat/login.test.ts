import { describe, expect, test } from "vitest";
import {
  answerWithinMs,
  askAfterMs,
  loginWithinMs,
  scanWithinMs,
  step,
  unstarted,
  type Deed,
  type Happening,
  type Login,
} from "../../../bots/wechat/login.ts";

/** A connection, its clock, and what it was told to do, as "10s reconnect". */
class Story {
  login: Login = unstarted;
  now = 0;
  readonly deeds: string[] = [];

  happens(kind: "start" | "login" | "sign" | "stop" | "scanned"): this;
  happens(kind: "scan" | "logout" | "failed", words: string): this;
  happens(kind: Happening["kind"], words = ""): this {
    const happening = { kind, qr: words, why: words } as unknown as Happening;
    this.#step(happening);
    return this;
  }

  /** Time passes, second by second, as the adapter ticks. */
  passes(ms: number, everySecond: () => void = () => {}): this {
    for (let until = this.now + ms; this.now < until;) {
      this.now += 1_000;
      everySecond();
      this.#step({ kind: "tick" });
    }
    return this;
  }

  count(deed: Deed): number {
    return this.deeds.filter((one) => one.endsWith(deed)).length;
  }

  #step(happening: Happening): void {
    const { login, deed } = step(this.login, happening, this.now);
    this.login = login;
    if (deed) this.deeds.push(`${this.now / 1000}s ${deed}`);
  }
}

const begun = () => new Story().happens("start");
const online = () => begun().happens("login");
const minute = 60_000;
const hour = 60 * minute;

describe("logging in", () => {
  test("goes from a code over the phone's yes to being online", () => {
    const story = begun();
    expect(story.deeds).toEqual(["0s connect"]);
    expect(story.happens("scan", "qr-1").login).toMatchObject({ phase: "scan", qr: "qr-1" });
    expect(story.happens("scanned").login).toMatchObject({ phase: "scanned", qr: null });
    expect(story.happens("login").login).toMatchObject({ phase: "online", failures: 0 });
  });

  test("succeeds with a login and nothing else: a puppet that merely started is given up after a while", () => {
    const story = begun().happens("sign").passes(loginWithinMs);
    expect(story.login).toMatchObject({ phase: "lost", why: "no login within 90 s" });
  });

  test("waits for a scan as long as new codes come, and gives up ten minutes after the last", () => {
    const story = begun();
    for (const code of ["a", "b", "c"]) story.happens("scan", code).passes(5 * minute);
    expect(story.login.phase).toBe("scan");
    story.happens("scan", "c").passes(5 * minute);
    expect(story.login).toMatchObject({ phase: "lost", why: "nobody scanned the QR code" });
    expect(scanWithinMs).toBe(10 * minute);
  });

  test("is not begun twice, and what comes after a stop changes nothing", () => {
    const story = begun().happens("start");
    expect(story.count("connect")).toBe(1);
    story.happens("stop").happens("login").passes(hour);
    expect(story.login.phase).toBe("stopped");
    expect(story.deeds).toEqual(["0s connect"]);
  });
});

describe("staying online", () => {
  test("asks into a silence, and stays while there are answers", () => {
    const story = online();
    story.passes(hour, () => {
      if (story.login.askedAt !== null) story.happens("sign");
    });
    expect(story.login.phase).toBe("online");
    expect(story.count("ask")).toBeGreaterThan(100);
    expect(story.count("reconnect")).toBe(0);
  });

  test("does not ask while there is talk", () => {
    const story = online();
    story.passes(hour, () => story.happens("sign"));
    expect(story.deeds).toEqual(["0s connect"]);
  });

  test("is over when nobody answers, whatever the puppet believes of itself", () => {
    const story = online().passes(askAfterMs + answerWithinMs);
    expect(story.login).toMatchObject({ phase: "lost", why: "the puppet does not answer" });
  });

  test("is over with a logout, which is told once with its reason", () => {
    const story = online().happens("logout", "logged out on the phone").happens("failed", "later");
    expect(story.login).toMatchObject({ phase: "lost", why: "logged out on the phone" });
  });
});

describe("coming back", () => {
  test("tries again after 5 s, then twice as long each time, a minute at most, while the server is dead", () => {
    const story = online().happens("logout", "server died");
    story.passes(20 * minute, () => {
      if (story.login.phase === "connecting") story.happens("failed", "no connection");
    });
    const seconds = story.deeds.slice(1).map((deed) => Number.parseInt(deed));
    const waits = seconds.map((at, index) => at - (seconds[index - 1] ?? 0));
    expect(waits.slice(0, 6)).toEqual([5, 11, 21, 41, 61, 61]);
    expect(story.login.relogins).toEqual([]);
  });

  test("logs in at most three more times in any hour, whatever happens", () => {
    const story = begun();
    const logins: number[] = [];
    story.passes(6 * hour, () => {
      if (story.login.phase === "connecting") {
        story.happens("login");
        logins.push(story.now);
        story.happens("logout", "thrown out");
      }
    });
    for (const at of logins.slice(1)) {
      expect(logins.slice(1).filter((other) => other >= at && other < at + hour).length).toBeLessThanOrEqual(3);
    }
    expect(logins.length).toBeGreaterThan(12);
  });

  test("counts a code that was shown as a login, and one try once", () => {
    const story = begun().happens("scan", "a").happens("scan", "b").happens("login").happens("logout", "out");
    expect(story.login.relogins).toEqual([]);
    story.passes(6_000).happens("scan", "c").happens("scan", "d");
    expect(story.login.relogins.length).toBe(1);
  });

  test("starts counting waits anew once it was online", () => {
    const story = online().happens("logout", "a").passes(6_000).happens("failed", "b");
    expect(story.login.failures).toBe(2);
    story.passes(20_000).happens("login").happens("logout", "c");
    expect(story.login.failures).toBe(1);
  });
});
