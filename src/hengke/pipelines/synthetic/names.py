"""Names of people who do not exist: common surnames by weight, given names by gender and birth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hengke.pipelines.synthetic.plan import Flags, Ints

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
    "顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文"
)
COMPOUND_SURNAMES = ("欧阳", "上官", "司徒", "诸葛", "尉迟")
COMPOUND_SHARE = 0.002
ZIPF_SHIFT, ZIPF_SLOPE = 4.0, 1.05

# (born from, characters of men's names, characters of women's names)
GENERATIONS = (
    (1900, "国建志德文福明永光荣华祥贵成庆保林生发海东元宝山长",
     "秀兰英桂玉珍凤淑素芳惠美霞琴云莲菊香梅翠月芝娥"),
    (1965, "伟军强勇涛斌刚峰辉杰平波鹏超毅磊健宁凯宏亮晖利松",
     "丽敏静燕艳红娟霞玲莉萍芳琳洁晶虹颖雪薇梅慧蓉倩"),
    (1985, "宇浩博睿晨轩俊泽铭哲翔昊逸航然瑞骏彦煜子嘉皓霖朗",
     "婷佳怡欣雨悦思涵梦瑶雅诗琪妍彤萱芷宁语晴依可心若"),
    (2003, "梓子浩宇轩沐辰一奕泽瑞铭皓睿佑霖屿墨承恩星阳熙",
     "梓子一诺欣妍语汐可沐瑶依雨桐诗涵若糖念安禾希苒"),
)  # fmt: skip
ONE_CHARACTER = (0.18, 0.42, 0.16, 0.05)  # share of one-character given names per generation


def surnames(count: int, chance: np.random.Generator) -> NDArray[np.str_]:
    """Surnames as frequent as such names are: a few cover half of the people."""
    weights = 1.0 / (np.arange(len(SURNAMES)) + ZIPF_SHIFT) ** ZIPF_SLOPE
    drawn = chance.choice(len(SURNAMES), count, p=weights / weights.sum())
    found = np.array(list(SURNAMES), "U2")[drawn]
    rare = chance.random(count) < COMPOUND_SHARE
    found[rare] = chance.choice(np.array(COMPOUND_SURNAMES), int(rare.sum()))
    return found


def given_names(
    born: NDArray[np.int64], female: Flags, chance: np.random.Generator
) -> NDArray[np.str_]:
    """One or two characters, from what parents of that year chose for a son or a daughter."""
    generation = np.searchsorted([start for start, *_ in GENERATIONS[1:]], born, side="right")
    found = np.full(len(born), "", "U2")
    for index, (_, *choices) in enumerate(GENERATIONS):
        for is_woman, characters in enumerate(choices):
            chosen = np.flatnonzero((generation == index) & (female == bool(is_woman)))
            found[chosen] = _composed(characters, len(chosen), ONE_CHARACTER[index], chance)
    return found


def _composed(
    characters: str, count: int, one_share: float, chance: np.random.Generator
) -> NDArray[np.str_]:
    table = np.array(list(characters), "U2")
    first = chance.integers(0, len(table), count)
    step = chance.integers(1, len(table), count)  # the second character is never the first
    second = table[(first + step) % len(table)]
    return np.where(
        chance.random(count) < one_share, table[first], np.char.add(table[first], second)
    )


FIRM_PLACES = ("云澜", "临湖", "望江", "青石", "南桥", "北苑")
FIRM_WORDS = (
    "恒远", "瑞丰", "天禾", "明德", "众诚", "博纳", "汇海", "启航", "盛和", "金穗", "华茂", "立信",
    "新源", "康达", "宏图", "佳禾", "诚安", "百川", "科锐", "永泰", "嘉成", "鼎新", "世纪", "同创",
)  # fmt: skip
# (industry, what the firm's name says it does)
INDUSTRIES = (
    ("制造业", "机械制造"), ("制造业", "电子科技"), ("批发零售", "商贸"),
    ("批发零售", "供应链管理"), ("建筑业", "建筑工程"), ("软件信息", "信息技术"),
    ("物流运输", "物流"), ("餐饮住宿", "餐饮管理"), ("农林牧渔", "农业发展"),
    ("医疗健康", "医疗器械"), ("教育培训", "教育咨询"), ("商务服务", "企业管理"),
)  # fmt: skip


def firm_names(trades: Ints, chance: np.random.Generator) -> NDArray[np.str_]:
    """Place, invented word, trade and legal form; numbered nowhere, so two firms may share one."""
    places = chance.choice(np.array(FIRM_PLACES), len(trades))
    first = chance.choice(np.array(FIRM_WORDS), len(trades))
    kinds = np.array([trade for _, trade in INDUSTRIES])[trades]
    form = np.where(chance.random(len(trades)) < 0.9, "有限公司", "股份有限公司")
    return np.char.add(np.char.add(np.char.add(places, first), kinds), form)
