import { UsageError } from "../core/errors.ts";

/** An import that cannot begin or go on for a reason the person can mend. */
export class ImportRefusal extends UsageError {
  override name = "ImportRefusal";
}

/** `--chat` says which chat the file's single chat is, and the file holds two. */
export class SeveralChats extends ImportRefusal {
  constructor(chats: readonly string[]) {
    const names = chats.map((chat) => `"${chat}"`).join(" and ");
    super({
      zh: `文件里不止一个群（${chats.map((chat) => `“${chat}”`).join("、")}），--chat 说不清是哪一个；不写 --chat 再导入。`,
      en: `The file holds more than one chat (${names}), so --chat cannot say which one it is; import them without it.`,
    });
  }
}
