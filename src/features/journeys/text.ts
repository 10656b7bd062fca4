import { formatDay, plural, text as words, type Language } from "../../core/text.ts";
import type { Day } from "../../core/time.ts";
import { explanation } from "../../engagement/drift/index.ts";
import type { MemberDrift } from "../../engagement/drift/index.ts";
import type { Words } from "./declaration.ts";
import { faultLine, type Fault } from "./faults.ts";
import type { Journey, JourneyState } from "./store.ts";
import { previewEn, previewZh, type Preview } from "./text-preview.ts";
import { neverStarted, states, statsEn, statsZh, type StatsShown } from "./text-stats.ts";

interface Listed {
  name: string;
  title: Words;
  state: JourneyState;
  wasStarted: boolean;
  stoppedFor: string | null;
  open: number;
}

interface Task {
  id: number;
  memberId: number;
  name: string;
  /** without the sign before it */
  handle: string | null;
  drift: MemberDrift | null;
  likes: string;
}

const reasons: Readonly<Record<string, Words>> = {
  blocks: { zh: "拉黑和退订超过 2%", en: "blocks and opt-outs passed 2%" },
  optOuts: { zh: "退订超过 2%", en: "opt-outs passed 2%" },
};

const stateOf = ({ state, wasStarted }: Listed): Words => (wasStarted ? states[state] : neverStarted);

const faultsShown = 8;
const inLines = (faults: readonly Fault[], language: Language): string =>
  faults
    .slice(0, faultsShown)
    .map((fault) => `· ${faultLine(fault, language)}`)
    .join("\n");
const inOneLine = (faults: readonly Fault[], language: Language): string =>
  faults
    .slice(0, 3)
    .map((fault) => faultLine(fault, language))
    .join(language === "zh" ? "；" : "; ");

export const text = {
  title: words({ zh: "关怀旅程", en: "journeys" }),
  journeyHelp: words({
    zh: "看、预览、开始、停止、统计、修改、导出、保存旅程",
    en: "journeys: list, preview, start, stop, stats, show, export, set, save",
  }),
  tasksHelp: words({
    zh: "需要人来做的问候：任务，任务 完成 3，任务 跳过 3",
    en: "greetings for a person: /tasks, /tasks done 3, /tasks skip 3",
  }),
  stopHelp: words({ zh: "不再收到主动消息", en: "no more unasked messages" }),
  stopped: words({
    zh: "好，以后不主动打扰你了。签到、积分照常用；要找店里的人，发“转人工”，他们的答复还会到这里。想恢复提醒，发“恢复提醒”。",
    en: "All right: I will not write to you unasked again. Everything else works as before; /human still fetches a person, and their answers still come. /remind brings reminders back.",
  }),
  giftReason: words({ zh: "心意积分", en: "gift" }),
  list: words<{ journeys: readonly Listed[] }>({
    zh: ({ journeys }) =>
      [
        "关怀旅程（先预览，再开始）：",
        ...journeys.map(
          (one) =>
            `· ${one.name}「${one.title.zh}」${stateOf(one).zh}` +
            (one.stoppedFor ? `（${reasons[one.stoppedFor]?.zh ?? one.stoppedFor}）` : "") +
            (one.open > 0 ? `，路上 ${one.open} 人` : ""),
        ),
        "先看真实成员会读到什么：旅程 预览 drifting",
        "然后：旅程 开始 drifting · 旅程 统计 drifting · 旅程 停止 drifting",
        "改一处：旅程 修改 drifting perDay 20；整份改：旅程 导出 drifting；看全文：旅程 查看 drifting",
      ].join("\n"),
    en: ({ journeys }) =>
      [
        "Journeys (preview first, then start):",
        ...journeys.map(
          (one) =>
            `· ${one.name}, “${one.title.en}”: ${stateOf(one).en}` +
            (one.stoppedFor ? ` (${reasons[one.stoppedFor]?.en ?? one.stoppedFor})` : "") +
            (one.open > 0 ? `, ${one.open} on the way` : ""),
        ),
        "What real members would read: /journey preview drifting",
        "Then: /journey start drifting · /journey stats drifting · /journey stop drifting",
        "Change one thing: /journey set drifting perDay 20; all of it: /journey export drifting; read it: /journey show drifting",
      ].join("\n"),
  }),
  preview: words<Preview>({ zh: previewZh, en: previewEn }),
  filePreview: words<Preview & { isKnown: boolean; steps: number }>({
    zh: ({ isKnown, steps, ...p }) =>
      `${isKnown ? `换掉现在的旅程 ${p.name}` : `新的旅程 ${p.name}`}，${steps} 步。保存后不会自己开始。\n${previewZh(p)}`,
    en: ({ isKnown, steps, ...p }) =>
      `${isKnown ? `This replaces the journey ${p.name}` : `A new journey, ${p.name}`}, ${plural(steps, "step", "steps")}. Saving does not start it.\n${previewEn(p)}`,
  }),
  badFile: words<{ file: string; faults: readonly Fault[] }>({
    zh: ({ file, faults }) => `${file} 里有 ${faults.length} 处要改：\n${inLines(faults, "zh")}\n什么都没有改。`,
    en: ({ file, faults }) =>
      `${file} has ${plural(faults.length, "fault", "faults")}:\n${inLines(faults, "en")}\nNothing was changed.`,
  }),
  notYaml: words<{ file: string }>({
    zh: ({ file }) => `旅程要用 YAML 文件（.yaml），“${file}”不是。`,
    en: ({ file }) => `A journey comes as a YAML file (.yaml); “${file}” is none.`,
  }),
  notUtf8: words<{ file: string }>({
    zh: ({ file }) => `${file} 不是 UTF-8，请另存为 UTF-8 再发。`,
    en: ({ file }) => `${file} is not UTF-8; save it as UTF-8 and send it again.`,
  }),
  fileTooLarge: words<{ file: string; most: number }>({
    zh: ({ file, most }) => `${file} 太大了，旅程文件最大 ${most} KB。`,
    en: ({ file, most }) => `${file} is too large: a journey has ${most} KB at most.`,
  }),
  fileNotHad: words<{ file: string; most: number }>({
    zh: ({ file }) => `${file} 没有取到，请再发一次。`,
    en: ({ file }) => `I could not fetch ${file}; please send it again.`,
  }),
  howToSave: words({
    zh: "把 YAML 文件（名字.journey.yaml）私聊发给我，或者“旅程 保存”后面换行贴上内容。“旅程 导出 drifting”给你一份样子。",
    en: "Send me the YAML file (NAME.journey.yaml) in private, or put its lines after /journey save. /journey export drifting gives you one to start from.",
  }),
  file: words<{ name: string }>({
    zh: ({ name }) => `旅程 ${name}。改好后把文件私聊发回来，我会先给你看再保存。`,
    en: ({ name }) =>
      `The journey ${name}. Change the file and send it back in private: you will see what it does before it is saved.`,
  }),
  started: words<{ name: string; verdictDay: Day }>({
    zh: ({ name, verdictDay }) =>
      `${name} 开始了。每天 10 点后看一次，${formatDay(verdictDay, "zh", { year: true })}出结论；随时可以“旅程 停止 ${name}”。`,
    en: ({ name, verdictDay }) =>
      `${name} is running: it looks every day after 10:00, and the verdict comes on ${formatDay(verdictDay, "en", { year: true })}. /journey stop ${name} stops it.`,
  }),
  ended: words<{ name: string }>({
    zh: ({ name }) => `${name} 停了，路上的人不会再收到消息；已有的统计都在。`,
    en: ({ name }) => `${name} is off. Nobody on it hears more; its figures stay.`,
  }),
  saved: words<Journey>({
    zh: ({ declaration: { name }, state, startedDay, wordsDay }) => {
      if (startedDay === null) return `${name} 保存好了，还没开始。先“旅程 预览 ${name}”看看。`;
      const how = wordsDay === null ? "从今天起是新的一次对照" : "对照照旧进行，只是几种文案之间不再比较";
      return `${name} 的新文案保存好了，${how}。${state === "running" ? "" : `现在停着，“旅程 开始 ${name}”接着走。`}`;
    },
    en: ({ declaration: { name }, state, startedDay, wordsDay }) => {
      if (startedDay === null) return `${name} is saved and off. Have a look first: /journey preview ${name}.`;
      const how =
        wordsDay === null
          ? "a new comparison begins today"
          : "the comparison with those who hear nothing goes on; the texts are no longer compared with one another";
      return `The new words of ${name} are saved; ${how}.${state === "running" ? "" : ` It is off: /journey start ${name} goes on with it.`}`;
    },
  }),
  noVerb: words<{ word: string }>({
    zh: ({ word }) => `不懂“旅程 ${word}”。可以：预览、开始、停止、统计、查看、导出、修改、保存；只发“旅程”看全部。`,
    en: ({ word }) =>
      `I do not know /journey ${word}. There are: preview, start, stop, stats, show, export, set, save; /journey alone lists them all.`,
  }),
  nameIt: words<{ names: string }>({
    zh: ({ names }) => `哪一个旅程？现在有：${names}。`,
    en: ({ names }) => `Which journey? There are: ${names}.`,
  }),
  yaml: words<{ yaml: string }>({ zh: ({ yaml }) => yaml, en: ({ yaml }) => yaml }),
  stats: words<StatsShown>({ zh: statsZh, en: statsEn }),
  neverStarted: words<{ name: string }>({
    zh: ({ name }) => `${name} 还没开始过，没有统计。`,
    en: ({ name }) => `${name} was never started: there are no figures.`,
  }),
  noSuch: words<{ name: string; names: string }>({
    zh: ({ name, names }) => `没有叫“${name}”的旅程。现在有：${names}。`,
    en: ({ name, names }) => `There is no journey “${name}”. There are: ${names}.`,
  }),
  running: words<{ name: string }>({
    zh: ({ name }) => `${name} 正在进行，这时只能改文案；改别的就比不出效果了，先“旅程 停止 ${name}”。`,
    en: ({ name }) =>
      `${name} is running: only its words can be changed now, anything else would spoil the comparison. /journey stop ${name} first.`,
  }),
  already: words<{ name: string }>({
    zh: ({ name }) => `${name} 已经在进行了。`,
    en: ({ name }) => `${name} is running already.`,
  }),
  bad: words<{ faults: readonly Fault[] }>({
    zh: ({ faults }) => `这里不对：${inOneLine(faults, "zh")}。什么都没有改。`,
    en: ({ faults }) => `This is not right: ${inOneLine(faults, "en")}. Nothing was changed.`,
  }),
  badWords: words<{ faults: readonly Fault[] }>({
    zh: ({ faults }) =>
      `文案里这些要改：${inOneLine(faults, "zh")}。可用 {name} {group} {points} {gift} {years}；{streak} {tier} {favourite} 不一定有，要放在 [方括号] 里；群里的文案只用 {group} 和 [{favourite}]。`,
    en: ({ faults }) =>
      `In the texts, mend: ${inOneLine(faults, "en")}. There are {name} {group} {points} {gift} {years}; {streak} {tier} {favourite} may be unknown and belong in [square brackets]; a group text has {group} and [{favourite}] alone.`,
  }),
  usage: words({
    zh: "这样写：旅程 修改 名字 位置 值，例如：旅程 修改 drifting perDay 20",
    en: "Write: /journey set NAME PLACE VALUE, such as /journey set drifting perDay 20",
  }),
  stoppedByItself: words<{ name: string; because: string }>({
    zh: ({ name, because }) => `旅程 ${name} 自己停了：${reasons[because]?.zh ?? because}。“旅程 统计 ${name}”看详情。`,
    en: ({ name, because }) =>
      `The journey ${name} stopped by itself: ${reasons[because]?.en ?? because}. /journey stats ${name} tells more.`,
  }),
  newTasks: words<{ count: number }>({
    zh: ({ count }) => `有 ${count} 位成员我私聊不到，由你亲自问候一声会更好。发“任务”看是谁。`,
    en: ({ count }) =>
      `I cannot write to ${plural(count, "member", "members")} alone; a word from you would do more. /tasks says who.`,
  }),
  tasks: words<{ tasks: readonly Task[] }>({
    zh: ({ tasks }) =>
      tasks.length === 0
        ? "没有等着你的问候。"
        : [
            "可以亲自问候：",
            ...tasks.map(
              (one) =>
                `${one.id}. 写给 ${one.name}（${one.handle ? `@${one.handle}，` : ""}#${one.memberId}）：${one.drift ? explanation.zh(one.drift) : ""}${one.likes ? `；喜欢${one.likes}` : ""}`,
            ),
            `写过了发“任务 完成 ${tasks[0]?.id}”，不写发“任务 跳过 ${tasks[0]?.id}”。`,
          ].join("\n"),
    en: ({ tasks }) =>
      tasks.length === 0
        ? "Nobody waits for a word from you."
        : [
            "A word from a person:",
            ...tasks.map(
              (one) =>
                `${one.id}. write to ${one.name} (${one.handle ? `@${one.handle}, ` : ""}#${one.memberId}): ${one.drift ? explanation.en(one.drift) : ""}${one.likes ? `; likes ${one.likes}` : ""}`,
            ),
            `When you have written: /tasks done ${tasks[0]?.id}. To leave it: /tasks skip ${tasks[0]?.id}.`,
          ].join("\n"),
  }),
  taskClosed: words<{ id: number; isDone: boolean }>({
    zh: ({ id, isDone }) => (isDone ? `任务 ${id} 完成，谢谢你！` : `任务 ${id} 跳过了。`),
    en: ({ id, isDone }) => (isDone ? `Task ${id} is done. Thank you!` : `Task ${id} is skipped.`),
  }),
  noTask: words<{ id: string }>({
    zh: ({ id }) => `没有编号 ${id} 的待办。`,
    en: ({ id }) => `There is no open task ${id}.`,
  }),
};
