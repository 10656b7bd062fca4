import { afterEach, expect, test } from "vitest";
import { FileTooLarge, PlatformRefusal, PlatformSilence } from "../../../src/core/bot.ts";
import { createRig, type Rig } from "./rig.ts";

let rig: Rig;
afterEach(() => rig.close());

test("files of members are named in the event and brought, unless they are larger than wanted or gone", async () => {
  rig = await createRig();
  await rig.start();
  const ada = rig.fake.person("ada");
  const bytes = new TextEncoder().encode("- question: 谁写了《茶经》？\n  answer: 陆羽\n");
  ada.sendsFile("茶 文化.yaml", bytes, "导入题库");
  await rig.until(() => rig.events.length > 0);
  const [event] = rig.events;
  if (event?.kind !== "message" || !event.file) throw new Error("no file came");
  expect(event).toMatchObject({
    text: "导入题库",
    media: "document",
    file: { name: "茶 文化.yaml", size: bytes.length },
  });
  const bring = (file: NonNullable<typeof event.file>, most: number) =>
    rig.bot.fetchFile?.(file, most, new AbortController().signal) ?? Promise.reject(new Error("cannot"));
  expect(await bring(event.file, 1000)).toEqual(bytes);
  await expect(bring(event.file, 10)).rejects.toBeInstanceOf(FileTooLarge);
  // the size it claims is not trusted
  await expect(bring({ id: event.file.id, name: "x" }, 10)).rejects.toBeInstanceOf(FileTooLarge);
  await expect(bring({ id: "nothing", name: "x" }, 10)).rejects.toMatchObject({ reason: "rejected" });
  rig.fake.state.files.clear();
  await expect(bring(event.file, 1000)).rejects.toBeInstanceOf(PlatformRefusal);
  rig.fake.faults.add({ action: { kind: "reset" }, method: "getFile" });
  await expect(bring(event.file, 1000)).rejects.toBeInstanceOf(PlatformSilence);
  expect(rig.lines.join("\n")).not.toContain(rig.fake.token);
});
