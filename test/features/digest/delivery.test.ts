import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { SMTPServer } from "smtp-server";
import { afterEach, describe, expect, test } from "vitest";
import { openOffice } from "../../../src/cli/office.ts";
import { loadConfig } from "../../../src/config.ts";
import { PlatformRefusal } from "../../../src/core/bot.ts";
import { features, withOffice } from "../../../src/features/index.ts";
import { lookForFont, type Office } from "../../../src/features/digest/office.ts";
import { createProxy } from "../../fakes/network.ts";
import { createWorld, type World } from "../../world/index.ts";

let world: World;
afterEach(() => world.close());

/** A tea house in which people talked last week, and a manager who has written to the bot alone. */
async function open(office: Office = {}): Promise<World> {
  world = await createWorld({ features: withOffice(features, office), at: "2026-05-12 10:00" });
  await world.giveRole("olga", "owner");
  await world.member("olga").whispers("你好");
  for (const name of ["ada", "ben"]) await world.member(name).says("早上好，今天喝什么茶");
  world.bot.sent.length = 0;
  return world;
}

const digests = () => world.bot.sent.filter(({ text }) => text.includes("群周报"));

describe("on Monday at nine", () => {
  test("the manager gets one digest in private, whatever the clock does", async () => {
    await open();
    await world.setTime("2026-05-18 08:59");
    expect(digests()).toEqual([]);
    await world.setTime("2026-05-18 09:00");
    await world.setTime("2026-05-18 09:00");
    await world.setTime("2026-05-18 08:30");
    await world.setTime("2026-05-19 09:00");
    expect(digests()).toHaveLength(1);
    expect(digests()[0]).toMatchObject({ chatId: world.member("olga").sender.id });
    expect(digests()[0]?.text).toContain("2026-W20");
  });

  test("after three weeks of silence only the newest week comes; a year later the same week comes again", async () => {
    await open();
    await world.setTime("2026-06-08 12:00");
    expect(digests().map(({ text }) => /\d{4}-W\d\d/.exec(text)?.[0])).toEqual(["2026-W23"]);
    await world.setTime("2027-06-14 12:00");
    expect(digests().map(({ text }) => /\d{4}-W\d\d/.exec(text)?.[0])).toEqual(["2026-W23", "2027-W23"]);
  });

  test("it is a message that is sent once more, marked as a repeat, when nobody knows whether it arrived", async () => {
    await open();
    await world.setTime("2026-05-18 09:00");
    const rows = await world.query("SELECT key, kind FROM outbox WHERE key LIKE 'digest:%'");
    expect(rows).toEqual([{ key: expect.stringMatching(/^digest:\d+:2026-W20$/), kind: "digest" }]);
  });

  test("a manager who blocked the bot is not written to, and nobody else is bothered", async () => {
    await open();
    world.bot.failures.push(new PlatformRefusal("blocked", "bot was blocked"));
    await world.setTime("2026-05-18 09:00");
    await world.setTime("2026-05-25 09:00");
    expect(world.bot.sent).toEqual([]);
  });

  test("a host gets it only after asking for it", async () => {
    await open();
    await world.giveRole("ben", "host");
    await world.member("ben").whispers("你好");
    await world.setTime("2026-05-18 09:00");
    expect(digests()).toHaveLength(1);
    await world.member("ben").whispers("群周报 开");
    world.bot.sent.length = 0;
    await world.setTime("2026-05-25 09:00");
    expect(digests()).toHaveLength(2);
  });
});

test.skipIf(lookForFont() === null)("where there is a font, a picture goes with it", async () => {
  await open({ font: lookForFont() ?? "" });
  await world.setTime("2026-05-18 09:00");
  const [message] = digests();
  expect(message?.picture?.alt).toContain("2026-W20");
  const png = Buffer.from(message?.picture?.png.split(",")[1] ?? "", "base64");
  expect(png.subarray(1, 4).toString()).toBe("PNG");
});

describe("out of the house", () => {
  interface Mail {
    to: string[];
    raw: string;
  }

  /** A mail server on a real socket; the first `failures` letters are refused after their text has come. */
  async function mailServer(failures = 0): Promise<{ url: string; mails: Mail[]; close(): Promise<void> }> {
    const mails: Mail[] = [];
    let left = failures;
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          if (left-- > 0) return done(Object.assign(new Error("try later"), { responseCode: 451 }));
          mails.push({
            to: session.envelope.rcptTo.map(({ address }) => address),
            raw: Buffer.concat(chunks).toString(),
          });
          done();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.server.address() as AddressInfo;
    const close = () => new Promise<void>((resolve) => server.close(resolve));
    return { url: `smtp://127.0.0.1:${port}`, mails, close };
  }

  const officeOf = (environment: Record<string, string>) => openOffice(loadConfig(environment));

  test("the page goes by mail to every address of the setting, and again when the server was not ready", async () => {
    const server = await mailServer(1);
    const office = officeOf({ HEARTH_SMTP_URL: server.url, HEARTH_MAIL_FROM: "Hearth <hearth@example.org>" });
    try {
      await open(office.mail ? { mail: office.mail } : {});
      await world.query("INSERT INTO setting VALUES (1, 'digest', 'mailTo', $1)", [
        JSON.stringify("olga@example.org, boss@example.org"),
      ]);
      for (const minute of ["00", "01", "02", "05", "10"]) await world.setTime(`2026-05-18 09:${minute}`);
      // the lease of a failed job is of real time: it is due again at once here
      await world.query("UPDATE job SET run_at = created_at, lease_until = NULL WHERE status = 'new'");
      await world.setTime("2026-05-18 09:20");
      expect(server.mails.flatMap(({ to }) => to).toSorted()).toEqual(["boss@example.org", "olga@example.org"]);
      const raw = server.mails[0]?.raw ?? "";
      expect(raw).toMatch(/^Message-ID: <\w+\.1\.2026-W20@hearth\.invalid>/m);
      expect(raw).toContain("Content-Type: text/html; charset=utf-8");
      expect(new Set(server.mails.map((mail) => /^Message-ID: (.*)$/m.exec(mail.raw)?.[1])).size).toBe(2);
    } finally {
      await server.close();
    }
  });

  test("mail goes through the proxy that the mail server's address names", async () => {
    const server = await mailServer(0);
    const proxy = await createProxy("clerk:secret", Number(new URL(server.url).port));
    try {
      const { mail } = officeOf({
        HEARTH_SMTP_URL: `smtp://mail.example.test:2525?proxy=${encodeURIComponent(`http://clerk:secret@127.0.0.1:${proxy.port}`)}`,
        HEARTH_MAIL_FROM: "Hearth <hearth@example.org>",
      });
      await open();
      await mail?.({ id: "a", to: "olga@example.org", subject: "s", text: "t", html: "<p>t</p>" });
      expect(proxy.asked).toEqual(["mail.example.test:2525"]);
      expect(server.mails).toHaveLength(1);
    } finally {
      await proxy.close();
      await server.close();
    }
  });

  test("the figures go to a webhook under a key that a repeat bears too, and the page into a folder", async () => {
    const calls: { key: string | undefined; body: string }[] = [];
    const server = createServer((request, answer) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const key = request.headers["idempotency-key"];
        calls.push({ key: typeof key === "string" ? key : undefined, body: Buffer.concat(chunks).toString() });
        answer.writeHead(calls.length === 1 ? 503 : 204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const folder = mkdtempSync(path.join(os.tmpdir(), "hearth-digest-"));
    try {
      const { webhook, folder: keep } = officeOf({
        HEARTH_DIGEST_WEBHOOK: `http://127.0.0.1:${port}/hook`,
        HEARTH_DIGEST_FOLDER: folder,
      });
      await open({ ...(webhook ? { webhook } : {}), ...(keep ? { folder: keep } : {}) });
      await world.setTime("2026-05-18 09:00");
      await world.query("UPDATE job SET run_at = created_at, lease_until = NULL WHERE status = 'new'");
      await world.setTime("2026-05-18 09:20");
      expect(calls.map(({ key }) => key)).toEqual(["digest-1-2026-W20", "digest-1-2026-W20"]);
      expect(JSON.parse(calls[1]?.body ?? "")).toMatchObject({ figures: { week: "2026-W20", active: 2 } });
      expect(readdirSync(folder).toSorted()).toEqual(["digest-1-2026-W20.html", "digest-1-2026-W20.json"]);
      expect(readFileSync(path.join(folder, "digest-1-2026-W20.html"), "utf8")).toContain(
        "Tea House · 群周报 2026-W20",
      );
      expect(existsSync(path.join(folder, "digest-1-2026-W20.html.part"))).toBe(false);
    } finally {
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    }
  });
});
