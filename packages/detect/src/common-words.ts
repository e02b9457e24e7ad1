/** Short words of chat in many languages, lower case: beside a long piece of a key they are words and not its rest. */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  (
    "first second third fourth starts ends with begins then after ilk son teil 1st 2nd 3rd a an the and or of to in on at by for from with as is are was be been am it its he she we us you your my me our his her " +
    "they them this that these who what when why how all any some no not yes yep nope ok okay so if but then than now new old " +
    "just also only too very much more most less last next one two ten out up off down over back here go goes got get gets " +
    "do does did done has have had can will wont may let lets see look show buy buys sell sold hold hodl send sent take put add " +
    "use via per each like love good bad big top best hot free easy safe real rug rugs dev devs team gm gn lol lmao wtf omg fr " +
    "ngl imo btw idk tbh pls plz thx ty nice wow bro bros guys man sir ser fam degen ape aped call gem gems play coin token ca " +
    "mc cap ath atl vol lp tx txn fee fees tax gas lfg nfa dyor fomo wagmi ngmi sol eth btc bnb bsc ton trx sui apt usd " +
    "usdt usdc base chat join link bot app web site chart info news live soon time day days hour min sec week year test read " +
    "copy wait stop left hand head tail end ends start half part key code text word pass user users slot item num name mail id ids api url http " +
    "www com org net io " +
    "y o e u el la los las un una de del en es que se su al por con sin muy ya si hay ahora aqui para como pero mas " +
    "le les des du et ou est ce qui dans sur pas ne je tu il der die das den dem ein eine und ist mit von zu im auf nicht auch " +
    "il lo gli di da che non ma os as um uma do da em no na ele bir ve bu ne da icin yok var ini itu dan di yang ke ada jual " +
    "beli la va cua cho mua ban nay di ang ng sa mga na"
  ).split(" "),
);
