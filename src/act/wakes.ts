import type { ChatEvent } from "../core/event.ts";

/**
 * What somebody must act on: commands and words to the bot, buttons, and everything that is not talk.
 * @param isCalling whether a message is a command, or words that wake a feature
 */
export function wakes(event: ChatEvent, isCalling: boolean): boolean {
  switch (event.kind) {
    case "message":
      if (event.sender === null || event.sender.kind === "bot") return false;
      // what is passed on commands nothing and is talk in a group; alone with the bot it is shown to it
      if (event.forwarded) return event.chat.kind === "private";
      return isCalling || event.chat.kind === "private" || event.mentionsBot || event.replyTo?.toBot === true;
    case "edit":
      // what was said to the bot may ask for something else now; talk that is corrected concerns nobody
      return (
        event.sender?.kind === "person" &&
        (isCalling || event.chat.kind === "private" || event.toBot === true || event.text.includes("@"))
      );
    case "recall":
    case "reaction":
      return false;
    case "join":
    case "leave":
    case "button":
    case "pollAnswer":
    case "botStatus":
    case "migrated":
    case "title":
      return true;
    default: {
      const exhaustive: never = event;
      return exhaustive;
    }
  }
}
