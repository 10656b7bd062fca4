/** The people of the demo, most talkative first; three speak English. */
export const demoNames = [
  "小满", "老周", "阿茶", "青禾", "June", "茶小二", "云上", "半夏", "陈皮", "南山",
  "Theo", "白露", "一杯", "木子", "阿远", "桂花糕", "听雨", "大橘", "石头", "春分",
  "Maya", "老陶", "月牙", "小柿子", "江枫", "阿福", "竹影", "糯米", "秋分", "海盐",
  "松果", "旅人", "小鹿", "墨墨", "立夏", "阿青", "胡桃",
] as const; // prettier-ignore

/** Whoever of them speaks English. */
export const englishNames: ReadonlySet<string> = new Set(["June", "Theo", "Maya"]);

export const teas = ["龙井", "正山小种", "老白茶", "铁观音", "普洱", "凤凰单丛", "茉莉花茶", "碧螺春"] as const;
export const englishTeas = ["oolong", "white tea", "pu'er", "jasmine", "green tea", "black tea"] as const;

/** Short talks, each line by somebody else; {tea} is the day's. */
export const talks: readonly (readonly string[])[] = [
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
export const englishTalks: readonly (readonly string[])[] = [
  ["Good morning! {tea} again today", "Morning! How do you brew it?", "Three minutes, just below boiling"],
  ["Is the shop open on Sunday?", "Yes, from ten", "Great, see you there"],
  ["The new {tea} is lovely", "Sweet after the second brew, right?", "Exactly"],
];

/** What people say alone. */
export const lines = [
  "打工人续命茶已备好", "今天也是被{tea}治愈的一天", "店里的小猫又胖了", "水开了，失陪一下",
  "谁把最后一块绿豆糕吃了", "下班路过，给大家带了点桂花", "第一次喝{tea}，惊艳", "记得喝水呀各位",
  "春茶什么时候到？", "杯子洗好了，明天再战",
] as const; // prettier-ignore

export const greetings = ["大家好，新来的", "终于找到组织了，请多关照", "被朋友拉进来喝茶的"] as const;
export const welcomes = ["欢迎欢迎，先喝杯茶", "欢迎新朋友！", "来啦，坐"] as const;
