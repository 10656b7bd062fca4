import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { createRig } from "../bots/telegram/rig.ts";
import { TestInstallation } from "../crash/installation.ts";
import { Product } from "../e2e/product.ts";
import { freePort } from "../fakes/port.ts";
import { certificateFile, certifiedName, createProxy, createTlsFront, type FakeServer } from "../fakes/network.ts";

const login = "clerk:pass-of-the-proxy";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});
const opened = <T extends { close(): Promise<void> }>(one: T): T => {
  open.push(one);
  return one;
};

/** The log of an adapter that tries for some minutes of its own clock, and how many it tried. */
async function linesOf(options: { apiRoot: string; proxy?: string }): Promise<{ lines: string[]; detail: string }> {
  const rig = opened(await createRig(options));
  const started = rig.start().catch(() => {});
  await rig.until(() => rig.waits.length >= 12);
  const detail = rig.bot.status().detail?.en ?? "";
  await rig.bot.stop();
  await started;
  const minutes = rig.waits.reduce((sum, ms) => sum + ms, 0) / 60_000;
  const warnings = rig.lines.filter((line) => line.startsWith("warn"));
  expect(warnings.length).toBeGreaterThan(0);
  expect(warnings.length).toBeLessThanOrEqual(Math.ceil(minutes) + 1);
  expect(rig.waits.length).toBeGreaterThan(warnings.length);
  const said = `${rig.lines.join("\n")}\n${detail}`;
  expect(said).not.toContain(rig.fake.token.slice(12));
  expect(said).not.toContain("pass-of-the-proxy");
  return { lines: rig.lines, detail };
}

test("a certificate that nobody vouches for: one log line a minute names it, and no token is in it", async () => {
  const front = opened(await createTlsFront(1));
  const { detail } = await linesOf({ apiRoot: `https://127.0.0.1:${front.port}` });
  expect(detail).toMatch(/^Telegram cannot be reached: .*self[- ]signed certificate/);
});

test("a proxy that is not there, or refuses: one log line a minute names it, and no password is in it", async () => {
  const proxy = opened(await createProxy("somebody:else", 1));
  const apiRoot = `https://${certifiedName}`;
  const refused = await linesOf({ apiRoot, proxy: `http://${login}@127.0.0.1:${proxy.port}` });
  expect(refused.detail).toContain("the proxy of HTTPS_PROXY answered 407 Proxy Authentication Required");
  const away = await linesOf({ apiRoot, proxy: `http://${login}@127.0.0.1:${await freePort()}` });
  expect(away.detail).toContain("ECONNREFUSED 127.0.0.1");
});

test("where Telegram is reached through a proxy only, everything goes through it", { timeout: 120_000 }, async () => {
  const installation = opened(await TestInstallation.create());
  const { telegram } = installation;
  const front: FakeServer = opened(await createTlsFront(Number(new URL(telegram.url).port)));
  const proxy = opened(await createProxy(login, front.port));
  const env = {
    TELEGRAM_API_ROOT: `https://${certifiedName}`,
    HTTPS_PROXY: `http://${login}@127.0.0.1:${proxy.port}`,
    NODE_EXTRA_CA_CERTS: certificateFile,
  };
  const product = installation.start(env);
  await product.ready();
  telegram.group("Tea House").says(telegram.person("Ada"), "签到");
  await telegram.until(() => telegram.callsTo("sendMessage").length === 1, "an answer");
  expect(new Set(proxy.asked)).toEqual(new Set([`${certifiedName}:443`]));
  expect(await product.stop()).toBe(0);

  // fetch, not telegraf: what the doctor asks
  const here = { HEARTH_DATA_DIR: path.join(installation.folder, "data"), TELEGRAM_BOT_TOKEN: telegram.token };
  const doctor = new Product(["doctor"], { ...env, ...here });
  await doctor.exit();
  expect(doctor.stdout).toMatch(/✓ Telegram (?:knows|认得) @hearth_bot/);
  expect(doctor.stdout).toMatch(/✓ (?:the clock is right|时钟准)/);
});
