/**
 * What somebody may ask a tea shop that its starter base says nothing of, though an entry of it looks alike:
 * another thing than the one sold, another way than the one offered. Our own wording.
 */
const zh = `
你们卖咖啡豆吗|有咖啡喝吗|卖不卖啤酒|有没有蛋糕卖|店里有麻将桌吗|有儿童乐园吗|店里有钢琴吗|可以借雨伞吗
能给电动车充电吗|洗手间在哪里|可以存行李吗|有轮椅通道吗|能开包间唱歌吗|可以办婚礼吗|店里可以拍婚纱照吗|有按摩椅吗
能发国际快递吗|可以货到付款吗|能用比特币付款吗|可以分期付款吗|能自提柜取货吗|能送货上楼吗|茶叶可以寄到美国吗|可以上门回收旧茶叶吗
会员卡可以转让吗|会员卡丢了怎么办|忘记密码怎么办|怎么注销账号|积分可以送给朋友吗|积分能换成现金吗|手机号换了怎么改|可以买礼品卡吗
咖啡怎么泡|抹茶怎么打|茶壶怎么清洗|紫砂壶怎么开壶|菊花茶能降血压吗|喝茶能减肥吗|茶叶能出口吗|茶叶是有机的吗
你们老板是谁|你们家茶叶产地在哪|你们有几家分店|店员工资多少|有没有直播|你们有没有抖音号|能参观茶园吗|可以赞助我们活动吗`;

const en = `
do you sell coffee beans?|do you have espresso|do you sell beer|is there a birthday cake I can order|do you have board games|is there a playground for children|is there a piano|can I borrow an umbrella
can I charge my electric car|where are the toilets|can I leave my luggage with you|is there a wheelchair ramp|do you have karaoke|can we hold our wedding at your place|may I take wedding photos in the shop|do you have massage chairs
do you ship to Canada|can I pay cash on delivery|do you accept bitcoin|can I pay in instalments|can I collect my order from a locker|do you deliver upstairs|which customs duties do I pay|do you buy old teapots
can I give my membership to somebody else|I lost my membership card|I forgot my password|how do I delete my account|can I give points to a friend|can I turn points into cash|I have a new phone number|do you sell gift cards for restaurants
how do I brew coffee|how do I whisk matcha|how do I clean a teapot|how do I season a yixing pot|does tea lower blood pressure|does tea help to lose weight|is your tea organic|is your tea tested for pesticides
who owns the shop|where is your tea grown|how many branches do you have|what do the waiters earn|do you have a livestream|are you on Instagram|can I visit the tea garden|will you sponsor our event`;

const read = (text: string) => text.trim().split(/[|\n]/u);

export const nearScope = { zh: read(zh), en: read(en) } as const;
