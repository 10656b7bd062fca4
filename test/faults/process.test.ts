import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { TestInstallation } from "../crash/installation.ts";

const deadly = fileURLToPath(new URL("features.mjs", import.meta.url));
const timeout = 120_000;

let installation: TestInstallation;
afterEach(() => installation.close());

const answers = () => installation.telegram.callsTo("sendMessage").filter((call) => call.effect);

test("a stop in the middle of a batch and of a send loses nothing and repeats nothing", { timeout }, async () => {
  installation = await TestInstallation.create();
  const { telegram } = installation;
  const product = installation.start();
  await product.ready();
  const group = telegram.group("Tea House");
  const people = Array.from({ length: 40 }, (_, index) => telegram.person(`Person ${index}`));
  for (const person of people) {
    group.says(person, "签到");
    group.says(person, "some plain talk");
  }
  await telegram.until(() => answers().length >= 3, "the first answers");
  expect(await product.stop()).toBe(0);
  expect(answers().length).toBeLessThan(40);
  await installation.start().ready();
  await installation.workedOff();
  expect(answers()).toHaveLength(40);
  expect(await installation.ask("SELECT sum(messages)::int AS count FROM chat_hour")).toBe(80);
  expect(await installation.ask("SELECT count(*)::int FROM ledger_entry")).toBe(40);
});

test(
  "a send that is never answered does not hold up a stop; a second signal ends it at once",
  { timeout },
  async () => {
    installation = await TestInstallation.create();
    const { telegram } = installation;
    telegram.faults.add({ method: "sendMessage", times: null, action: { kind: "silence" } });
    const first = installation.start();
    await first.ready();
    telegram.group("Tea House").says(telegram.person("Ada"), "签到");
    await telegram.until(() => telegram.callsTo("sendMessage").length === 1, "a send");
    expect(await first.stop()).toBe(0);

    const second = installation.start();
    await second.ready();
    await telegram.until(() => telegram.callsTo("sendMessage").length === 2, "the send again");
    second.child.kill("SIGTERM");
    const impatient = setInterval(() => second.child.kill("SIGINT"), 50);
    expect(await second.exit()).toBe(1);
    clearInterval(impatient);
  },
);

test.each([
  // where it came from is told by the sources, not by the bundle that runs
  ["an error that nobody handles", "没人管", {}, /\(\S+\/src\/act\/perform\.ts:\d+:\d+\)/],
  ["running out of memory", "爆内存", { NODE_OPTIONS: "--max-old-space-size=100" }, /out of memory/],
])(
  "%s ends the process with a failure, and the next start goes on where it was",
  { timeout },
  async (_, word, env, told) => {
    installation = await TestInstallation.create();
    const { telegram } = installation;
    const product = installation.start({ HEARTH_TEST_FEATURES: deadly, DEADLY: "1", ...env });
    await product.ready();
    const group = telegram.group("Tea House");
    const ada = telegram.person("Ada");
    group.says(ada, "签到");
    await telegram.until(() => answers().length === 1, "an answer");
    group.says(ada, word);
    expect(await product.exit()).not.toBe(0);
    expect(product.stderr).toMatch(told);
    group.says(ada, "积分");
    await installation.start({ HEARTH_TEST_FEATURES: deadly }).ready();
    await installation.workedOff();
    const texts = answers().map((call) => call.params.text);
    expect(texts).toContain("还活着");
    expect(texts.at(-1)).toBe("你有 10 分，排第 1 名。");
    expect(await installation.ask("SELECT sum(messages)::int AS count FROM chat_hour")).toBe(3);
  },
);

test(
  "a fault of the machine ends it; a handler of ours would meet the fault again and again",
  { timeout },
  async () => {
    installation = await TestInstallation.create();
    const product = installation.start();
    await product.ready();
    product.child.kill("SIGSEGV");
    await product.exit();
    expect(product.child.signalCode).toBe("SIGSEGV");
  },
);
