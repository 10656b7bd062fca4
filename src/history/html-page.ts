import type { Handler } from "htmlparser2";
import type { MessageEvent } from "../core/event.ts";
import { clean } from "./clean.ts";

/** A message of a page, as written there. */
export interface HtmlMessage {
  id: string;
  isService: boolean;
  /** null: the author of the message before it */
  from: string | null;
  /** the title of its time: "28.01.2021 21:19:09" */
  date: string;
  text: string;
  replyTo: string | null;
  isForwarded: boolean;
  media: MessageEvent["media"] | null;
}

/** What the text inside an element is; elements inside take it over unless they have their own. */
type Role = "title" | "message" | "service" | "from" | "text" | "reply" | "nothing";

const mediaClasses: Record<string, NonNullable<MessageEvent["media"]>> = {
  photo_wrap: "photo",
  media_photo: "photo",
  video_file_wrap: "video",
  media_video: "video",
  animated_wrap: "animation",
  sticker_wrap: "sticker",
  media_voice_message: "voice",
  media_audio_file: "audio",
  media_file: "document",
  media_poll: "poll",
  media_location: "location",
  media_live_location: "location",
  media_venue: "location",
  media_contact: "contact",
  media_game: "other",
  media_invoice: "other",
};

/** Collects the messages of one page while htmlparser2 goes through it. */
export class HtmlPage implements Partial<Handler> {
  title = "";
  /** the page was closed as it was opened */
  isComplete = false;
  readonly #roles: Role[] = [];
  #done: HtmlMessage[] = [];
  #message: HtmlMessage | null = null;
  #from = "";

  /** The messages completed since the last call. */
  take(): HtmlMessage[] {
    const done = this.#done;
    this.#done = [];
    return done;
  }

  onopentag(name: string, attributes: Record<string, string>): void {
    const classes = (attributes.class ?? "").split(/\s+/);
    this.#roles.push(this.#roleOf(name, attributes, classes));
    if (name === "br" && this.#roles.at(-2) === "text") this.#append("\n");
  }

  ontext(text: string): void {
    const role = this.#roles.at(-1);
    if (role === "title") this.title += text;
    else if (role === "from") this.#from += text;
    // line breaks of the source are layout; those of the text are <br>
    else if (role === "text" || role === "service") this.#append(text.replace(/\s*\n\s*/g, " "));
  }

  onclosetag(name: string, isImplied: boolean): void {
    const role = this.#roles.pop();
    if (name === "html" && !isImplied) this.isComplete = true;
    if (role === "title" && this.#roles.at(-1) !== "title") this.title = oneLine(this.title);
    if (role === "from" && this.#roles.at(-1) !== "from" && this.#message) this.#message.from = oneLine(this.#from);
    const isMessage = (role === "message" || role === "service") && this.#roles.at(-1) !== role;
    if (isMessage && this.#message) this.#finish(this.#message, isImplied);
  }

  #finish(message: HtmlMessage, isImplied: boolean): void {
    this.#message = null;
    // closed by the end of the file, not by its own tag: half a message
    if (isImplied) return;
    message.text = clean(message.text.replace(/ *\n */g, "\n").trim());
    this.#done.push(message);
  }

  #append(text: string): void {
    if (this.#message) this.#message.text += text;
  }

  #roleOf(name: string, attributes: Record<string, string>, classes: string[]): Role {
    const outer = this.#roles.at(-1) ?? "nothing";
    const has = (wanted: string) => classes.includes(wanted);
    if (!this.#message) {
      if (has("message") && attributes.id) return this.#begin(attributes.id, has("service"));
      return has("text") && has("bold") && this.title === "" ? "title" : outer;
    }
    const message = this.#message;
    if (has("userpic_wrap") || has("userpic")) return "nothing";
    if (message.isService) return outer;
    if (has("forwarded")) message.isForwarded = true;
    if (has("date") && message.date === "") message.date = attributes.title ?? "";
    if (has("from_name") && !message.isForwarded) return this.#beginFrom();
    if (has("reply_to")) return "reply";
    if (outer === "reply" && name === "a") message.replyTo = replyTarget(attributes.href ?? "");
    const media = classes.find((one) => mediaClasses[one] !== undefined);
    if (media) message.media = mediaClasses[media];
    if (has("text")) return "text";
    return outer;
  }

  #begin(id: string, isService: boolean): Role {
    this.#message = {
      id: id.replace(/^message/, ""),
      isService,
      from: null,
      date: "",
      text: "",
      replyTo: null,
      isForwarded: false,
      media: null,
    };
    return isService ? "service" : "message";
  }

  #beginFrom(): Role {
    this.#from = "";
    return "from";
  }
}

function replyTarget(href: string): string | null {
  return /#go_to_message(\d+)$/.exec(href)?.[1] ?? null;
}

const oneLine = (text: string): string => clean(text.replace(/\s+/g, " ").trim());
