import { afterEach, expect, test } from "vitest";
import { archiveOf } from "../../src/features/draw/archive.ts";
import { drawRig, type DrawRig } from "../features/draw/rig.ts";

let rig: DrawRig;
afterEach(() => rig.world.close());

/** Names that no text of ours could hold by chance. */
const names = ["欧阳慕白", "Zephyrine", "司马青衫", "Quintessa", "诸葛小鹿", "Ottoline", "慕容听雨", "Wilhelmina"];
const agreed = "上官云舒";

/** Everything of a draw that others than its group may come to read, as one text for each place. */
async function published(): Promise<Record<string, string>> {
  const { world } = rig;
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
  rig = await drawRig();
  await rig.opens("", "耳机x5(300元)");
  for (const name of names) await rig.enters(name);
  await rig.world.member(agreed).says("抽奖 公开");
  await rig.freezes();
  await rig.settles();
  const places = await published();
  // the scan would be worth nothing if there were no winners in it
  const winners = await rig.world.query<{ name: string }>(
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
