import { writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface, type Interface } from "node:readline";
import { text as words, type Language } from "../../src/core/text.ts";
import { addDays, instantOf, localDay, localTime } from "../../src/core/time.ts";
import { keyOf, privateWith, type ChatKey } from "./chats.ts";
import { senderNamed } from "./names.ts";
import type { News } from "./news.ts";
import type { Playground } from "./playground.ts";

/** Marks what was typed here, among the news of the playground. */
const via = "terminal";

const text = {
  intro: words({
    zh: [
      "🔥 炉边茶馆，一个只在这台电脑上的群。你可以扮演任何人：",
      "   签到、积分、排行榜、帮助   直接输入，像在群里说话一样",
      "   @hearth 几点开门？         问店里的事         /1 /2      点消息下面的按钮",
      "   ben> 签到                  换 ben 说一句      /as ben    以后都由 ben 说",
      "   /as operator               扮演群主           /private   和机器人私聊，/group 回到群里",
      "   /day +1    到第二天        /hour +3  过三小时",
      "   /play      再看一遍        /quit     离开",
    ].join("\n"),
    en: [
      "🔥 The tea house: a group on this computer only. You may be anybody in it:",
      "   /checkin, /points, /top, /help   type as you would speak in a group",
      "   @hearth when do you open?        ask the shop     /1 /2     press a button of the last message",
      "   ben> hello                       ben says it      /as ben   ben speaks from now on",
      "   /as operator                     be the operator  /private  to the bot alone; /group goes back",
      "   /day +1    a day passes          /hour +3  three hours",
      "   /play      this again            /quit     leave",
    ].join("\n"),
  }),
  time: words<{ day: string; time: string }>({
    zh: ({ day, time }) => `—— 现在是 ${day} ${time} ——`,
    en: ({ day, time }) => `—— it is now ${day} ${time} ——`,
  }),
  badStep: words<{ command: string; value: string }>({
    zh: ({ command, value }) => `${command} “${value}”不行，请写 +1 到 +365。`,
    en: ({ command, value }) => `${command} "${value}" will not do; write +1 to +365.`,
  }),
  noButton: words<{ number: number }>({
    zh: ({ number }) => `上面没有第 ${number} 个按钮。`,
    en: ({ number }) => `There is no button ${number} above.`,
  }),
  alone: words({ zh: "—— 现在只和机器人说话；/group 回到群里 ——", en: "—— to the bot alone now; /group goes back ——" }),
  together: words({ zh: "—— 回到群里 ——", en: "—— back in the group ——" }),
  file: words<{ name: string }>({
    zh: ({ name }) => `—— 收到文件 ${name}；/save 存到当前文件夹 ——`,
    en: ({ name }) => `—— a file came: ${name}; /save keeps it in this folder ——`,
  }),
  picture: words({ zh: "—— 附一张图片，网页版能看到 ——", en: "—— with a picture, which the page shows ——" }),
  notice: words({ zh: "（只有你看到）", en: " (notice)" }),
  inPrivate: words({ zh: "（私聊）", en: " (private)" }),
  inPrivateWith: words<string>({ zh: (name) => `（与 ${name} 私聊）`, en: (name) => ` (private, ${name})` }),
  noFile: words({ zh: "还没有收到文件。", en: "No file has come yet." }),
  saved: words<{ name: string }>({
    zh: ({ name }) => `—— 存好了 ${name} ——`,
    en: ({ name }) => `—— kept as ${name} ——`,
  }),
  notSaved: words<{ name: string; reason: string }>({
    zh: ({ name, reason }) => `存不了 ${name}（${reason}）；已有的文件不会被覆盖。`,
    en: ({ name, reason }) => `${name} cannot be written (${reason}); a file that exists is not overwritten.`,
  }),
  badName: words<{ value: string }>({
    zh: ({ value }) => `名字“${value}”不行，请用 1 到 32 个字符，不含空格和 >。`,
    en: ({ value }) => `The name "${value}" will not do; use 1 to 32 characters without spaces and >.`,
  }),
};

export interface TerminalOptions {
  playground: Playground;
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
  /** a person is typing: show prompts */
  interactive: boolean;
  language: Language;
  timeZone: string;
}

const namePattern = /^[^\s>/]{1,32}$/u;

/** The playground in the terminal. Resolves when its person leaves or the input ends. */
export async function runTerminal(options: TerminalOptions): Promise<void> {
  const terminal = new Terminal(options);
  await terminal.run();
}

class Terminal {
  readonly #options: TerminalOptions;
  readonly #lines: Interface;
  #speaker = "ada";
  #isPrivate = false;
  /** private chats in which something was said here: their answers are for this screen, whoever speaks now */
  readonly #alone = new Map<ChatKey, string>();
  /** what can be pressed: the buttons of the newest message that has any */
  #buttons: { chat: ChatKey; messageId: string; data: string[] } | undefined;

  /** the newest file the bot sent */
  #file: { name: string; content: string } | undefined;

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.#lines = createInterface({ input: options.input, output: options.output, terminal: options.interactive });
  }

  async run(): Promise<void> {
    const { interactive, playground } = this.#options;
    if (interactive) this.#print(this.#say("intro"));
    const stopListening = playground.onNews((news) => this.#hear(news));
    this.#prompt();
    // one line after the other: a pasted script is played in order
    for await (const line of this.#lines) {
      if (!interactive && line.trim() !== "")
        this.#print(`${/^[^\s>/]+>/u.test(line) ? "" : `${this.#speaker}> `}${line}`);
      if (!(await this.#line(line.trim()))) break;
      this.#prompt();
    }
    stopListening();
    this.#lines.close();
  }

  /** Does what a line says; false to leave. */
  async #line(line: string): Promise<boolean> {
    if (line === "" || line.startsWith("#")) return true;
    const [command = "", value = ""] = line.split(/\s+/, 2);
    switch (command) {
      case "/quit":
      case "/exit":
        return false;
      case "/play":
        this.#print(this.#say("intro"));
        return true;
      case "/as":
        if (namePattern.test(value)) this.#speaker = value;
        else this.#print(text.badName[this.#options.language]({ value }));
        return true;
      case "/save":
        await this.#save();
        return true;
      case "/private":
      case "/group":
        this.#isPrivate = command === "/private";
        this.#print(text[this.#isPrivate ? "alone" : "together"][this.#options.language]());
        return true;
      case "/day":
      case "/hour":
        await this.#pass(command, value);
        return true;
      default:
        if (/^\/\d{1,2}$/.test(line)) await this.#press(Number(line.slice(1)));
        else await this.#speak(line);
        return true;
    }
  }

  async #speak(line: string): Promise<void> {
    const named = /^([^\s>/]{1,32})>\s*(.+)$/su.exec(line);
    const [, name = this.#speaker, said = line] = named ?? [];
    const chat = this.#isPrivate ? this.#privateWith(name) : "telegram";
    if (this.#isPrivate) this.#alone.set(chat, name);
    await this.#options.playground.say(name, said, { via, chat });
  }

  #privateWith(name: string): ChatKey {
    return privateWith(senderNamed(name).id);
  }

  async #press(number: number): Promise<void> {
    const data = this.#buttons?.data[number - 1];
    if (!this.#buttons || data === undefined) return this.#print(text.noButton[this.#options.language]({ number }));
    await this.#options.playground.press(this.#speaker, this.#buttons.chat, this.#buttons.messageId, data);
  }

  /** Writes the newest file into the folder one is in; one that is there already stays. */
  async #save(): Promise<void> {
    const { language } = this.#options;
    if (!this.#file) return this.#print(text.noFile[language]());
    const name = path.basename(this.#file.name);
    try {
      await writeFile(name, this.#file.content, { flag: "wx" });
      this.#print(text.saved[language]({ name }));
    } catch (error) {
      this.#print(text.notSaved[language]({ name, reason: (error as NodeJS.ErrnoException).code ?? "unknown" }));
    }
  }

  async #pass(command: string, value: string): Promise<void> {
    const { playground, language, timeZone } = this.#options;
    const count = Number(value);
    if (!/^\+?\d+$/.test(value) || count < 1 || count > 365) {
      this.#print(text.badStep[language]({ command, value }));
      return;
    }
    const now = playground.now();
    // a day later at nine in the morning, as a new day begins for people
    const then =
      command === "/day"
        ? instantOf(addDays(localDay(now, timeZone), count), "09:00", timeZone)
        : new Date(now.getTime() + count * 3_600_000);
    await playground.pass(then.getTime() - now.getTime());
    const local = localTime(playground.now(), timeZone);
    const time = `${String(local.hour).padStart(2, "0")}:${String(local.minute % 60).padStart(2, "0")}`;
    this.#print(text.time[language]({ day: local.day, time }));
  }

  /** What others do in the group is seen here too, and what the bot tells the speaker alone; what was typed here has been seen. */
  #hear(news: News): void {
    if (news.kind === "notice") {
      if (news.to === senderNamed(this.#speaker).id)
        this.#show(`bot${text.notice[this.#options.language]()}`, news.text);
      return this.#prompt();
    }
    if (news.kind !== "message" || news.message.via === via) return;
    const { id, platform, chatId, kind, from, message } = news.message;
    const chat = keyOf(platform, chatId);
    const place = this.#placeOf(chat);
    if (kind !== "message" || place === undefined) return;
    if (from) this.#print(`${from.name}${place}> ${message.text}`);
    else {
      const labels = message.buttons?.flat() ?? [];
      if (labels.length > 0) this.#buttons = { chat, messageId: id, data: labels.map((button) => button.data) };
      this.#show(`bot${place}`, message.text, message.buttons);
      if (message.picture) this.#print(text.picture[this.#options.language]());
      if (message.file) {
        this.#file = message.file;
        this.#print(text.file[this.#options.language]({ name: message.file.name }));
      }
    }
    this.#prompt();
  }

  /** How a chat is marked on this screen; undefined for one that is not shown on it. */
  #placeOf(chat: ChatKey): string | undefined {
    if (chat === "telegram") return "";
    const { language } = this.#options;
    if (chat === this.#privateWith(this.#speaker)) return text.inPrivate[language]();
    const other = this.#alone.get(chat);
    return other === undefined ? undefined : text.inPrivateWith[language](other);
  }

  #show(who: string, said: string, buttons: { label: string }[][] = []): void {
    let number = 0;
    const rows = buttons.map((row) => row.map((button) => `[/${++number} ${button.label}]`).join(" "));
    const lines = [...said.split("\n"), ...rows];
    this.#print(lines.map((line, index) => (index === 0 ? `${who}> ${line}` : `     ${line}`)).join("\n"));
  }

  #say(key: "intro"): string {
    return text[key][this.#options.language]();
  }

  #print(line: string): void {
    if (this.#options.interactive) this.#options.output.write("\r\u001b[K");
    this.#options.output.write(`${line}\n`);
  }

  #prompt(): void {
    if (!this.#options.interactive) return;
    this.#lines.setPrompt(`${this.#speaker}${this.#isPrivate ? text.inPrivate[this.#options.language]() : ""}> `);
    this.#lines.prompt();
  }
}
