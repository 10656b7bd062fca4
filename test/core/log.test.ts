import pg from "pg";
import { expect, test } from "vitest";
import { loadConfig, secretsOf } from "../../src/config.ts";
import { createLog, secretMasker } from "../../src/core/log.ts";

const token = "7000000001:AAabcdefghijklmnopqrstuvwxyz0123456789";
const secrets = {
  TELEGRAM_BOT_TOKEN: token,
  DATABASE_URL: "postgresql://hearth:p%40ss-w0rd!@127.0.0.1:1/hearth",
  LLM_BASE_URL: "http://127.0.0.1:1/v1",
  LLM_MODEL: "m",
  LLM_API_KEY: "sk-verysecret123",
  HEARTH_SMTP_URL: "smtps://hearth:mail-pass@mail.example.org:465",
  HEARTH_MAIL_FROM: "a@example.org",
  WECHATY_PUPPET_SERVICE_TOKEN: "puppet_workpro_abcdef",
};
const words = [token, "p%40ss-w0rd!", "p@ss-w0rd!", "sk-verysecret123", "mail-pass", "puppet_workpro_abcdef"];

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  let written = "";
  const mask = secretMasker(secretsOf(loadConfig({ ...secrets, HEARTH_CONFIG: undefined })));
  write(createLog("debug", mask, { write: (line: string) => void (written += line) }));
  return written;
}

test.each(words)("%s is in no line, wherever in it it stands", (word) => {
  const written = logged((log) => {
    log.info(`talking with ${word}`);
    log.warn({ url: `https://api.telegram.org/bot${word}/getMe`, deep: { er: { e: word } } }, "failed");
    log.error({ err: new Error(`request to /bot${word}/x failed`, { cause: new Error(word) }) }, word);
    log.error(
      { err: Object.assign(new Error("x"), { config: { headers: { authorization: `Bearer ${word}` } } }) },
      "y",
    );
    log.debug({ list: [word], [word]: 1 });
  });
  expect(written.split("\n").filter((line) => line !== "")).toHaveLength(5);
  expect(written).not.toContain(word);
  for (const line of written.trim().split("\n")) expect(() => JSON.parse(line) as unknown).not.toThrow();
});

test("errors that libraries throw bring no password along", async () => {
  const errors = await Promise.all([
    new pg.Client({ connectionString: secrets.DATABASE_URL }).connect().catch((error: unknown) => error),
    fetch(`http://user:p%40ss-w0rd!@127.0.0.1:1/bot${token}/getMe`).catch((error: unknown) => error),
    new pg.Client({ connectionString: "postgresql://u:an0ther-pw@nowhere.invalid/x" })
      .connect()
      .catch((e: unknown) => e),
  ]);
  const written = logged((log) => errors.forEach((err) => log.error({ err }, String(err))));
  for (const word of [...words, "an0ther-pw"]) expect(written).not.toContain(word);
});

test("a token and the password of an address that nobody configured are taken out by their shape", () => {
  const mask = secretMasker([]);
  expect(mask(`see ${token} and postgres://u:pw@h/d`)).toBe("see [secret] and postgres://u:[secret]@h/d");
  expect(mask("at 12:30 and http://h:80/x@y nothing is hidden")).toBe("at 12:30 and http://h:80/x@y nothing is hidden");
});

test("a database's address without a password is no secret: people are told it", () => {
  const secretsIn = (url: string) => secretsOf(loadConfig({ DATABASE_URL: url, HEARTH_CONFIG: undefined }));
  expect(secretsIn("postgresql://hearth@db:5432/books")).toEqual([]);
  expect(secretsIn("postgresql://hearth:x@db:5432/books")).toHaveLength(1);
  expect(secretsIn("postgresql://db/books?user=hearth&password=x")).toHaveLength(1);
});
