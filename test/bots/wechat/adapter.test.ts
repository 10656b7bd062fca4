import { afterEach, describe, expect, test } from "vitest";
import { hasWechaty } from "../../fakes/wechat/puppet.ts";
import { createRig, online, refusal, until, type Rig } from "./rig.ts";

const minute = 60_000;
const installed = await hasWechaty();

let rig: Rig;
afterEach(() => rig?.close());

describe.skipIf(!installed)("the connection", () => {
  test("shows the code to scan until somebody has scanned it", async () => {
    rig = await createRig();
    rig.wechat.logsIn = false;
    await until(() => rig.wechat.starts === 1);
    rig.wechat.scan("https://login.weixin.qq.com/l/abc");
    expect(rig.bot.status()).toMatchObject({ state: "connecting", scan: "https://login.weixin.qq.com/l/abc" });
    rig.wechat.puppet.emit("scan", { status: 3 });
    expect(rig.bot.status().scan).toBeUndefined();
    rig.wechat.login();
    await online(rig.bot);
    expect(rig.bot.status()).toMatchObject({ detail: null });
  });

  test("sends nothing while nobody is logged in, and says that it may be tried again", async () => {
    rig = await createRig();
    rig.wechat.logsIn = false;
    await rig.wechat.logout();
    expect(await refusal(rig.send("早"))).toMatchObject({ reason: "rateLimited", retryAfterMs: 15_000 });
    expect(rig.wechat.sent).toEqual([]);
  });

  test("comes back after a logout, three times an hour at most, and says when it tries again", async () => {
    rig = await createRig();
    await online(rig.bot);
    const { hours, wechat, bot } = rig;
    let logins = 0;
    const began = hours.now();
    while (hours.now() - began < 60 * minute) {
      if (bot.status().state === "online") await wechat.logout("thrown out");
      await hours.pass(5_000);
      if (bot.status().state === "online") logins++;
    }
    expect(logins).toBe(3);
    expect(bot.status()).toMatchObject({ state: "offline" });
    expect(bot.status().detail?.en).toMatch(/^logged out \(thrown out\); trying again within \d+ min$/);
    expect(bot.status().detail?.zh).toMatch(/^已退出登录（thrown out），\d+ 分钟内再试$/);
  });

  test("notices a puppet that is silent for longer than any watchdog, and begins anew", async () => {
    rig = await createRig();
    await online(rig.bot);
    rig.wechat.puppet.isDeaf = true;
    await rig.hours.pass(70_000, () => rig.bot.status().state === "offline");
    expect(rig.bot.status().detail?.en).toContain("the puppet does not answer");
    expect(rig.bot.status().detail?.zh).toContain("puppet 没有回应");
    rig.wechat.puppet.isDeaf = false;
    await rig.hours.pass(10_000);
    await online(rig.bot);
    expect(rig.wechat.starts).toBe(2);
  });

  test("stays through hours in which nobody speaks", async () => {
    rig = await createRig();
    await online(rig.bot);
    await rig.hours.pass(30 * minute);
    expect(rig.bot.status().state).toBe("online");
    expect(rig.wechat.starts).toBe(1);
  });
});

describe.skipIf(!installed)("a warning of WeChat's", () => {
  test("in its own private message stops all sending until a person has looked, and hearing goes on", async () => {
    rig = await createRig();
    await online(rig.bot);
    await rig.hours.pass(25_000);
    const team = { name: "微信团队" };
    rig.wechat.knownAs(team, "weixin");
    rig.wechat.says(team, null, "你的账号存在异常，已被限制部分功能");
    await until(() => rig.bot.status().alarm !== undefined);
    expect(await refusal(rig.send("早"))).toMatchObject({ reason: "rateLimited" });
    rig.wechat.says(rig.ada, rig.room, "还在吗");
    await until(() => rig.events.some((event) => event.kind === "message" && event.text === "还在吗"));
    expect(rig.wechat.sent).toEqual([]);
    rig.bot.halt?.(null);
    await rig.send("在的");
    expect(rig.wechat.reads(rig.room)).toEqual(["在的"]);
  });

  test("as the reason of a logout counts too, and outlives the next login", async () => {
    rig = await createRig();
    await online(rig.bot);
    await rig.wechat.logout("操作过于频繁，已被限制登录");
    await rig.hours.pass(20_000);
    await online(rig.bot);
    expect(rig.bot.status().alarm).toContain("限制登录");
  });

  test("in its answer to a message counts too, and the message waits", async () => {
    rig = await createRig();
    await online(rig.bot);
    rig.wechat.failures.push(new Error("2 UNKNOWN: 操作过于频繁，请稍后再试"));
    expect(await refusal(rig.send("早"))).toMatchObject({ reason: "rateLimited" });
    expect(rig.bot.status().alarm).toContain("操作过于频繁");
    expect(await refusal(rig.send("早"))).toMatchObject({ reason: "rateLimited" });
    expect(rig.wechat.sent).toEqual([]);
  });

  test("of an earlier run holds before anything is sent", async () => {
    rig = await createRig();
    rig.bot.halt?.("账号异常");
    await online(rig.bot);
    expect(await refusal(rig.send("早"))).toMatchObject({ reason: "rateLimited" });
  });

  test("written by a member is talk", async () => {
    rig = await createRig();
    await online(rig.bot);
    await rig.hours.pass(25_000);
    rig.wechat.says(rig.ada, rig.room, "你的账号存在异常，已被限制登录");
    rig.wechat.says(rig.ada, null, "操作过于频繁");
    await until(() => rig.events.length === 2);
    expect(rig.bot.status().alarm).toBeUndefined();
  });
});

describe.skipIf(!installed)("manners", () => {
  test("nothing goes out in the ten minutes after a login", async () => {
    rig = await createRig({ careful: true });
    await online(rig.bot);
    expect(await refusal(rig.send("早"))).toMatchObject({ reason: "rateLimited", retryAfterMs: 10 * minute });
    expect(rig.bot.status().detail?.zh).toBe("刚登录，先只听不说，10 分钟后开始回复");
    await rig.hours.pass(10 * minute);
    await rig.send("早");
    expect(rig.wechat.reads(rig.room)).toEqual(["早"]);
    expect(rig.bot.status().detail).toBeNull();
  });

  test("nothing that nobody asked for holds a link; an answer may", async () => {
    rig = await createRig();
    await online(rig.bot);
    expect(await refusal(rig.send("看 https://example.org", { unasked: true }))).toMatchObject({ reason: "rejected" });
    await rig.send("看 https://example.org");
    expect(rig.wechat.reads(rig.room)).toEqual(["看 https://example.org"]);
  });

  test("tells who in a group is a friend, and so can be written to in private", async () => {
    rig = await createRig();
    rig.room.people = [{ name: "ada", isFriend: true }, { name: "bea" }];
    await online(rig.bot);
    await until(() => rig.met.length === 1);
    const members = rig.met[0]?.groups[0]?.members ?? [];
    expect(members.map(({ name, isFriend = false }) => ({ name, isFriend }))).toEqual([
      { name: "ada", isFriend: true },
      { name: "bea", isFriend: false },
    ]);
  });

  test("people of our groups become friends one a minute, and are greeted once", async () => {
    rig = await createRig({ accept: "members" });
    await online(rig.bot);
    await until(() => rig.met.length === 1);
    const requests = [rig.wechat.befriends(rig.ada), rig.wechat.befriends(rig.room.people[1] ?? rig.ada)];
    rig.wechat.befriends({ name: "stranger" });
    rig.wechat.invites({ name: "stranger" });
    await rig.hours.pass(3_000);
    expect(rig.wechat.accepted).toEqual(requests.slice(0, 1));
    await rig.hours.pass(10 * minute);
    expect(rig.wechat.accepted).toEqual(requests);
    rig.wechat.befriends(rig.ada, 1);
    await until(() => rig.wechat.reads(rig.ada).length === 1);
    expect(rig.wechat.reads(rig.ada)[0]).toContain("小管家");
    expect(rig.events).toMatchObject([{ kind: "botStatus", status: "unblocked", chat: { kind: "private" } }]);
  });
});

describe.skipIf(!installed)("what is heard", () => {
  test("waits until the house knows who is who in this session", async () => {
    let known: () => void = () => {};
    const knowing = new Promise<void>((resolve) => (known = resolve));
    rig = await createRig({}, { meet: () => knowing });
    await online(rig.bot);
    rig.wechat.says(rig.ada, rig.room, "早");
    await until(() => rig.met.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(rig.events).toEqual([]);
    known();
    await until(() => rig.events.length === 1);
    const [first] = rig.met;
    expect(first).toMatchObject({ whole: true, groups: [{ topic: "茶馆" }] });
    expect(first?.groups[0]?.members.map((member) => member.name)).toEqual(["ada", "bea"]);
  });

  test("after a login with other ids is told under them, once the house was told of them", async () => {
    rig = await createRig();
    await online(rig.bot);
    await until(() => rig.met.length === 1);
    rig.wechat.newIds();
    await rig.wechat.logout();
    await rig.hours.pass(10_000);
    await online(rig.bot);
    rig.wechat.says(rig.ada, rig.room, "我回来了");
    await until(() => rig.events.length === 1);
    expect(rig.met[1]?.groups[0]?.id).toBe(rig.wechat.id(rig.room));
    expect(rig.events[0]).toMatchObject({
      chat: { id: rig.wechat.id(rig.room) },
      sender: { id: rig.wechat.id(rig.ada) },
    });
  });

  test("is not our own echo, nor anything without an identity", async () => {
    rig = await createRig();
    await online(rig.bot);
    await rig.send("大家好");
    rig.wechat.puppet.emit("message", { messageId: "" });
    rig.wechat.puppet.emit("message", { messageId: "unknown" });
    rig.wechat.says(rig.ada, rig.room, "早");
    await until(() => rig.events.length > 0);
    expect(rig.events.map((event) => event.kind === "message" && event.text)).toEqual(["早"]);
  });

  test("includes that a group has another name, and who brought whom", async () => {
    rig = await createRig();
    await online(rig.bot);
    rig.wechat.renames(rig.room, "茶馆二店", rig.ada);
    rig.wechat.joins(rig.room, [{ name: "😀 \u202ecem" }], rig.ada);
    await until(() => rig.events.length === 2);
    expect(rig.events).toMatchObject([
      { kind: "title", title: "茶馆二店" },
      { kind: "join", memberName: "😀 \u202ecem", by: { name: "ada" } },
    ]);
  });

  test("of a group that never spoke before is followed by who is in it, half a minute later and once", async () => {
    let read: () => void = () => {};
    const reading = new Promise<void>((resolve) => (read = resolve));
    const known = async () => ({ groups: new Set([rig.wechat.id(rig.room)]), people: new Set<string>() });
    rig = await createRig({}, { known, meetOne: () => reading.then(() => null) });
    const second = rig.wechat.room("茶馆二店", [rig.ada, { name: "cem" }]);
    await online(rig.bot);
    // what is said while the groups are read is recorded after it
    for (const words of ["早", "有人吗"]) for (const room of [rig.room, second]) rig.wechat.says(rig.ada, room, words);
    await new Promise((resolve) => setTimeout(resolve, 20));
    read();
    await until(() => rig.events.length === 4);
    await rig.hours.pass(40_000);
    await until(() => rig.met.length === 2);
    expect(rig.met[1]).toMatchObject({ whole: false, groups: [{ topic: "茶馆二店" }] });
    rig.wechat.says(rig.ada, second, "在");
    await until(() => rig.events.length === 5);
    await rig.hours.pass(40_000);
    expect(rig.met).toHaveLength(2);
  });

  test("of who came and went is read anew half a minute later, once for a crowd", async () => {
    rig = await createRig();
    await online(rig.bot);
    await until(() => rig.met.length === 1);
    for (const name of ["cem", "dan", "eve"]) rig.wechat.joins(rig.room, [{ name }]);
    await rig.hours.pass(40_000);
    await until(() => rig.met.length === 2);
    expect(rig.met[1]).toMatchObject({ whole: false });
    expect(rig.met[1]?.groups[0]?.members.length).toBe(5);
  });
});
