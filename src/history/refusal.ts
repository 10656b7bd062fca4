/** An import that cannot begin or go on for a reason the person can mend; the message is one sentence for them. */
export class ImportRefusal extends Error {
  override name = "ImportRefusal";
}

/** `--chat` says which chat the file's single chat is, and the file holds two. */
export class SeveralChats extends ImportRefusal {
  constructor(chats: readonly string[]) {
    const names = chats.map((chat) => `"${chat}"`).join(" and ");
    super(
      `The file holds more than one chat (${names}), so --chat cannot say which one it is; import them without it.`,
    );
  }
}
