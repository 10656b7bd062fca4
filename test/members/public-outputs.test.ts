import { afterEach, expect, test } from "vitest";
import type { ChatEvent } from "../../src/core/event.ts";
import { archiveOf } from "../../src/features/draw/archive.ts";
import { features, withOffice } from "../../src/features/index.ts";
import { drawRig, type DrawRig } from "../features/draw/rig.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
afterEach(() => world.close());

/** Names that no text of ours could hold by chance. */
const names = ["欧阳慕白", "Zephyrine", "司马青衫", "Quintessa", "诸葛小鹿", "Ottoline", "慕容听雨", "Wilhelmina"];
const agreed = "上官云舒";

/** Everything of a draw that others than its group may come to read, as one text for each place. */
async function published(rig: DrawRig): Promise<Record<string, string>> {
  const said = world.bot.sent.filter(({ chatId }) => !/^\d+$/.test(chatId));
  const communityId = (await rig.one<number>("SELECT community_id AS value FROM draw")) ?? 0;
  return {
    "announcement, freeze and result": said
      .filter(({ text }) => /抽奖|中奖|收据/.test(text) && !text.startsWith("@"))
      .map(({ text, buttons, picture }) => JSON.stringify([text, buttons, picture?.alt]))
      .join("\n"),
    files: JSON.stringify(said.map(({ file }) => file?.content ?? "")),
    archive: JSON.stringify(await archiveOf(world.database.prisma, communityId, 1)),
    receipt: JSON.stringify(await rig.receipt()),
    figures: (await world.member("olga").says("抽奖统计")).join("\n"),
  };
}

test("what a draw publishes names nobody in full who has not agreed to it", async () => {
  const rig = await drawRig();
  ({ world } = rig);
  await rig.opens("", "耳机x5(300元)");
  for (const name of names) await rig.enters(name);
  await world.member(agreed).says("抽奖 公开");
  await rig.freezes();
  await rig.settles();
  const places = await published(rig);
  // the scan would be worth nothing if there were no winners in it
  const winners = await world.query<{ name: string }>(
    "SELECT m.name FROM draw_winner w JOIN member m ON m.community_id = w.community_id AND m.id = w.member_id",
  );
  expect(winners).toHaveLength(5);
  const shown = winners.filter(({ name }) => name !== agreed).map(({ name }) => `${name.slice(0, 1)}*`);
  for (const initial of shown) expect(places["announcement, freeze and result"]).toContain(initial);
  expect(places.archive).toContain(shown[0]);
  for (const [place, text] of Object.entries(places)) {
    expect(text.length, place).toBeGreaterThan(10);
    for (const name of names) expect(text, place).not.toContain(name);
  }
  // files go outside the group: there nobody is named, whatever they agreed to
  for (const place of ["archive", "receipt", "files"]) expect(places[place], place).not.toContain(agreed);
});

test("of a digest the group reads only who carried it, and another program outside nobody's full name", async () => {
  const posted: string[] = [];
  const office = { webhook: async (_: string, body: string) => void posted.push(body) };
  world = await createWorld({ features: withOffice(features, office), at: "2026-05-12 10:00" });
  const [carrier = "", hidden = "", ...silent] = names;
  await world.giveRole("olga", "owner");
  await world.member("olga").whispers("你好");
  const talk = [carrier, carrier, hidden, "ben", "cleo"].map((name) => world.member(name).sender);
  for (let round = 0; round < 12; round++)
    await world.happens(...talk.map((sender) => world.message(sender, "今天喝什么茶呢")));
  await world.member(hidden).says("隐藏排名");
  await world.happens(...silent.map((name) => joined(world, name)));
  await world.setTime("2026-05-18 09:00");
  const here = (await world.member("olga").says("群周报 群里")).join("\n");
  const [webhook = ""] = posted;
  // the scan would be worth nothing if nobody were named
  expect(here).toContain(carrier);
  const { carried, figures } = JSON.parse(webhook) as Record<string, unknown>;
  expect(carried).toMatchObject([{ name: `${carrier.slice(0, 1)}*`, messages: 24 }, {}, {}]);
  expect(figures).toMatchObject({ top: [{ name: `${carrier.slice(0, 1)}*` }, {}, {}] });
  for (const name of names) expect(webhook).not.toContain(name);
  for (const name of [hidden, ...silent]) expect(here).not.toContain(name);
});

const joined = (world: World, name: string): ChatEvent => {
  const { platform, account } = world.bot;
  const { chat, at, key } = world.message(null, "");
  const member = world.member(name).sender;
  return { kind: "join", platform, account, key: `join:${key}`, chat, at, member, memberName: name };
};
