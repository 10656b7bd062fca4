import type { Language } from "../../../src/core/text.ts";

/** What the demo is made of, in the language its community speaks. */
export interface DemoWords {
  /** the group as on Telegram, the one as on WeChat */
  titles: readonly [string, string];
  /** its people, most talkative first; the first greets who comes */
  names: readonly string[];
  /** short talks, each line by somebody else; {tea} is the day's */
  talks: readonly (readonly string[])[];
  teas: readonly string[];
  /** what people say alone */
  lines: readonly string[];
  greetings: readonly string[];
  welcomes: readonly string[];
  checkIns: readonly string[];
  /** a few of them speak the other language: who, and what they say */
  others: ReadonlySet<string>;
  otherTalks: readonly (readonly string[])[];
  otherTeas: readonly string[];
  otherGreeting: string;
  otherCheckIn: string;
}

/** The people of the Chinese demo; three speak English. */
const demoNames = [
  "小满", "老周", "阿茶", "青禾", "June", "茶小二", "云上", "半夏", "陈皮", "南山",
  "Theo", "白露", "一杯", "木子", "阿远", "桂花糕", "听雨", "大橘", "石头", "春分",
  "Maya", "老陶", "月牙", "小柿子", "江枫", "阿福", "竹影", "糯米", "秋分", "海盐",
  "松果", "旅人", "小鹿", "墨墨", "立夏", "阿青", "胡桃",
] as const; // prettier-ignore

/** Whoever of them speaks English. */
const englishNames: ReadonlySet<string> = new Set(["June", "Theo", "Maya"]);

const teas = ["龙井", "正山小种", "老白茶", "铁观音", "普洱", "凤凰单丛", "茉莉花茶", "碧螺春"] as const;
const englishTeas = ["oolong", "white tea", "pu'er", "jasmine", "green tea", "black tea"] as const;

/** Short talks, each line by somebody else; {tea} is the day's. */
const talks: readonly (readonly string[])[] = [
  ["今天泡的{tea}，香得很", "{tea}我喜欢，用多少度的水？", "95 度左右，快进快出", "学到了，晚上试试"],
  ["有人下午去店里吗？", "我三点到，给你留个座", "好，我带点心来"],
  ["新到的{tea}怎么样？", "回甘不错，就是头两泡有点涩", "第三泡最好喝"],
  ["{tea}隔夜还能喝吗？", "别喝啦，拿去浇花吧", "哈哈哈，我家绿萝最有福气"],
  ["推荐一款不影响睡觉的茶？", "试试陈皮老白茶，晚上喝很舒服", "我也是，喝完睡得很香"],
  ["今天下雨，正好在家煮茶", "同款，煮的{tea}", "雨声配茶，绝了", "窗边的位置要抢"],
  ["刚收到快递，茶饼碎了一角", "这种可以找店里补，拍张照片就行", "谢谢，我去问问"],
  ["周末的品茶会还有名额吗？", "还有四个，想来的接龙", "我报一个", "加我一个", "那我也去"],
  ["紫砂壶第一次用要开壶吗？", "清水煮二十分钟就够了", "不用放豆腐甘蔗，都是讲究", "放心了"],
  ["大家喝{tea}加奶吗？", "红茶可以，绿茶千万别", "我什么都敢加", "勇士"],
  ["早上好，新的一天从{tea}开始", "早呀", "早，今天也要好好喝水"],
  ["昨天买的{tea}忘了密封，受潮了怎么办？", "低温烘一下还能救", "用吹风机可以吗？", "别，会串味的"],
  ["店里今天几点关门？", "晚上九点半", "好，下班过去还来得及"],
  ["这个月喝掉两斤茶了", "同款消耗速度", "我们是不是该少喝一点", "不可能"],
  ["玻璃杯泡{tea}真好看", "叶子一根一根立着，能看半小时", "拍照发出来看看"],
  ["有没有人一起拼单？", "拼什么？", "{tea}，满三百减五十", "带我一个"],
];

/** The same, in English. */
const englishTalks: readonly (readonly string[])[] = [
  ["Good morning! {tea} again today", "Morning! How do you brew it?", "Three minutes, just below boiling"],
  ["Is the shop open on Sunday?", "Yes, from ten", "Great, see you there"],
  ["The new {tea} is lovely", "Sweet after the second brew, right?", "Exactly"],
];

/** What people say alone. */
const lines = [
  "打工人续命茶已备好", "今天也是被{tea}治愈的一天", "店里的小猫又胖了", "水开了，失陪一下",
  "谁把最后一块绿豆糕吃了", "下班路过，给大家带了点桂花", "第一次喝{tea}，惊艳", "记得喝水呀各位",
  "春茶什么时候到？", "杯子洗好了，明天再战",
] as const; // prettier-ignore

const greetings = ["大家好，新来的", "终于找到组织了，请多关照", "被朋友拉进来喝茶的"] as const;
const welcomes = ["欢迎欢迎，先喝杯茶", "欢迎新朋友！", "来啦，坐"] as const;

const englishPeople = [
  "Maya", "Theo", "June", "Oliver", "Priya", "Sam", "Nora", "小满", "Leo", "Hannah",
  "阿茶", "Felix", "Ines", "Jonas", "Ruth", "Kofi", "Elsa", "Marco", "老周", "Tess",
  "Ivan", "Clara", "Hugo", "Anya", "Miles", "Freya", "Otis", "Lena", "Amir", "Stella",
  "Noah", "Wren", "Pablo", "Ida", "Rosa", "Finn", "Yuki",
] as const; // prettier-ignore

const moreEnglishTalks: readonly (readonly string[])[] = [
  ...englishTalks,
  ["Anybody at the shop this afternoon?", "I will be there at three", "Keep me a seat, I bring cake"],
  ["How hot should the water be for {tea}?", "About 95 °C, in and out quickly", "Thanks, I will try tonight"],
  ["Can I drink {tea} from yesterday?", "Please don't, give it to the plants", "My ivy has never been happier"],
  ["What tea lets one sleep?", "Aged white tea with tangerine peel", "Same here, I slept like a stone"],
  ["Rain today, so a pot of {tea} at home", "Same, by the window", "Best seat in town"],
  ["My tea cake came with a broken corner", "The shop replaces it, just send a photo", "Lovely, I will ask"],
  ["Are there places left at the tasting?", "Four, put your name down", "Me please", "Me too"],
  ["Milk in {tea}?", "In black tea, never in green", "I put milk in everything", "Brave"],
  ["I left the {tea} open and it got damp", "Dry it in a low oven", "A hair dryer?", "It will smell of hair"],
  ["When does the shop close?", "Half past nine", "Good, I can make it after work"],
  ["Two pounds of tea this month", "Same here", "Should we drink less?", "Impossible"],
  ["{tea} in a glass is so pretty", "The leaves stand up one by one", "Show us a picture"],
];

const englishLines = [
  "Tea first, then work", "Saved by {tea} again today", "The shop cat got rounder", "The kettle is on, back in a minute",
  "Who had the last scone?", "First time with {tea}: wow", "Drink some water, everybody", "When does the spring tea arrive?",
  "Cups washed, see you tomorrow",
] as const; // prettier-ignore

export const demoWords: Readonly<Record<Language, DemoWords>> = {
  zh: {
    titles: ["炉边茶馆", "炉边茶馆 2 群"],
    names: demoNames,
    talks,
    teas,
    lines,
    greetings,
    welcomes,
    checkIns: ["签到", "签到", "签到！", "打卡"],
    others: englishNames,
    otherTalks: englishTalks,
    otherTeas: englishTeas,
    otherGreeting: "Hello everyone!",
    otherCheckIn: "/checkin",
  },
  en: {
    titles: ["The Hearth Tea House", "The Hearth Tea House 2"],
    names: englishPeople,
    talks: moreEnglishTalks,
    teas: englishTeas,
    lines: englishLines,
    greetings: ["Hello everyone!", "Hi, I am new here", "A friend told me about this place"],
    welcomes: ["Welcome! Have a cup first", "Welcome in!", "Hello, take a seat"],
    checkIns: ["/checkin"],
    others: new Set(["小满", "阿茶", "老周"]),
    otherTalks: talks.slice(0, 4),
    otherTeas: teas,
    otherGreeting: "大家好，新来的",
    otherCheckIn: "签到",
  },
};
