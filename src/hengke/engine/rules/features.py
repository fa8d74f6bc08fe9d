"""The features there are: CATALOGUE. One entry per column; to add some, add a tuple to it."""

from __future__ import annotations

from hengke.engine.rules.catalogue import OF_100, Catalogue, Feature
from hengke.engine.rules.features_market import OF_MARKETS
from hengke.engine.rules.features_said import ASKED, PROFILED, preferred
from hengke.engine.rules.kinds import Kind

RECORDS, PLACES, POINTS = "customer_records", "positions", "asset_points"
HELD, MOVES, ACTIVITY, BASELINES = "holdings", "movements", "activity", "baselines"
VALUES, BEHAVIOUR, LIFETIMES = "customer_values", "behaviour", "lifetimes"
MEMBERS, CHURN = "cluster_members", "churn_scores"
STAGES = "lifecycle"
FORECASTS = "forecasts"
MOVEMENTS = {"falling": "下降", "steady": "平稳", "unknown": "未知"}
DIRECTIONS = {"in": "净流入", "out": "净流出", "even": "基本持平", "none": "无往来"}
CHANNELS = {"counter": "柜面", "self_service": "自助设备", "online": "线上"}
KINDS = {"person": "个人", "institution": "机构"}
GENDERS = {"female": "女", "male": "男", "other": "其他"}
INCOMES = {"low": "低", "middle": "中", "high": "高"}
RISKS = {"C1": "C1", "C2": "C2", "C3": "C3", "C4": "C4", "C5": "C5"}
STATUSES = {
    "active": "正常", "frozen": "冻结", "deceased": "已故", "blacklisted": "黑名单",
    "closed": "已销户",
}  # fmt: skip
STATES = {
    "normal": "正常", "watch": "关注", "upgraded": "已升级", "downgraded": "已降级",
    "protected": "新客保护", "overridden": "人工调级", "new": "新客户", "unknown": "未知",
}  # fmt: skip
STAGE_WORDS = {
    "prospect": "潜在", "new": "新客户", "growing": "成长", "stable": "稳定", "mature": "成熟",
    "at_risk": "流失风险", "dormant": "睡眠", "lost": "流失",
}  # fmt: skip
FAMILY_WORDS = {
    "demand_deposit": ("活期存款", "demand deposits"),
    "term_deposit": ("定期存款", "term deposits"),
    "structured_deposit": ("结构性存款", "structured deposits"),
    "certificate": ("大额存单", "certificates of deposit"),
    "wealth": ("理财", "wealth products"),
    "fund": ("基金", "funds"),
    "insurance": ("保险", "insurance"),
    "trust": ("信托", "trusts"),
    "bond": ("债券", "bonds"),
    "metal": ("贵金属", "precious metals"),
    "securities": ("证券", "securities"),
    "loan": ("贷款", "loans"),
    "credit_card": ("信用卡", "credit cards"),
    "other": ("其他产品", "other products"),
}
AS_OF = Feature("as_of", Kind.DATE, "业务日期", "business date", RECORDS, data_class="C1")

RECORD = (
    AS_OF,
    Feature("kind", Kind.TEXT, "客户类型", "kind of customer", RECORDS, data_class="C1",
            freshness="delivery", choices=KINDS),
    Feature("gender", Kind.TEXT, "性别", "gender", RECORDS, data_class="C1",
            freshness="delivery", choices=GENDERS),
    Feature("birth_date", Kind.DATE, "出生或成立日期", "date of birth or founding", RECORDS,
            freshness="delivery"),
    Feature("age", Kind.COUNT, "年龄", "age", RECORDS, column="birth_date", unit="years",
            freshness="run"),
    Feature("region", Kind.TEXT, "地区", "region", RECORDS, data_class="C1",
            freshness="delivery"),
    Feature("occupation", Kind.TEXT, "职业", "occupation", RECORDS, data_class="C1",
            freshness="delivery"),
    Feature("industry", Kind.TEXT, "行业", "industry", RECORDS, data_class="C1",
            freshness="delivery"),
    Feature("income_level", Kind.TEXT, "收入水平", "income level", RECORDS, data_class="C1",
            freshness="delivery", choices=INCOMES),
    Feature("risk_level", Kind.TEXT, "风险承受能力等级", "risk tolerance", RECORDS,
            data_class="C1", freshness="delivery", choices=RISKS),
    Feature("risk_assessed_on", Kind.DATE, "风险评估日期", "date of the last risk assessment",
            RECORDS, data_class="C1", freshness="delivery", also=("day of assessment",)),
    Feature("id_expires_on", Kind.DATE, "证件到期日", "expiry of the identity document", RECORDS,
            data_class="C1", freshness="delivery"),
    Feature("opened_on", Kind.DATE, "开户日期", "start of the relation", RECORDS,
            data_class="C1", freshness="delivery"),
    Feature("tenure_days", Kind.COUNT, "建立关系天数", "days since the relation began", RECORDS,
            column="opened_on", unit="days", data_class="C1"),
    Feature("closed_on", Kind.DATE, "销户日期", "end of the relation", RECORDS,
            data_class="C1", freshness="delivery"),
    Feature("status", Kind.TEXT, "客户状态", "status", RECORDS, data_class="C1",
            freshness="delivery", choices=STATUSES),
    Feature("branch_id", Kind.TEXT, "所属网点", "branch", RECORDS, data_class="C1",
            freshness="delivery"),
    Feature("manager_id", Kind.TEXT, "客户经理", "relationship manager", RECORDS,
            data_class="C1", freshness="delivery"),
    Feature("aum", Kind.MONEY, "管理资产", "assets", RECORDS, column="aum_minor",
            also=("total balance", "total assets", "assets under management")),
    Feature("debts", Kind.MONEY, "负债", "debts", RECORDS, column="liability_minor",
            formerly=("liability",), also=("loans", "total loans", "total debts", "liabilities")),
    Feature("household_aum", Kind.MONEY, "家庭管理资产", "assets of the household", RECORDS,
            column="household_aum_minor"),
)  # fmt: skip

COURSE = (
    Feature("aum_month_avg", Kind.MONEY, "本月日均资产", "month average of assets", POINTS,
            column="month_average_minor"),
    Feature("aum_3m_ago", Kind.MONEY, "三个月前月末资产", "assets three months ago", POINTS,
            column="aum_minor"),
    Feature("aum_6m_ago", Kind.MONEY, "六个月前月末资产", "assets six months ago", POINTS,
            column="aum_minor"),
    Feature("aum_12m_ago", Kind.MONEY, "十二个月前月末资产", "assets twelve months ago", POINTS,
            column="aum_minor"),
    Feature("aum_trend_3m", Kind.RATIO, "近三个月资产变化", "change of assets in three months",
            POINTS, column="aum_minor"),
    Feature("aum_trend_6m", Kind.RATIO, "近六个月资产变化", "change of assets in six months",
            POINTS, column="aum_minor"),
    Feature("aum_trend_12m", Kind.RATIO, "近十二个月资产变化", "change of assets in twelve months",
            POINTS, column="aum_minor"),
    Feature("aum_3m_mean", Kind.MONEY, "近三个整月日均资产", "average assets of three whole months",
            POINTS, column="month_average_minor", also=("three month mean",)),
    Feature("aum_12m_peak", Kind.MONEY, "近十二个月资产最高值",
            "highest assets of twelve month ends", POINTS, column="aum_minor",
            also=("highest in twelve months",)),
    Feature("peak_share_12m", Kind.RATIO, "资产占近十二个月最高值的比例",
            "part that assets are of their highest in twelve months", POINTS, column="aum_minor"),
    Feature("peak_share_3m", Kind.RATIO, "近三个月资产最高值占近十二个月最高值的比例",
            "part that the highest assets of three months are of those of twelve", POINTS,
            column="aum_minor"),
)  # fmt: skip

MOVED = (
    Feature("last_booking_on", Kind.DATE, "最近一笔交易日期", "date of the last booking",
            MOVES, column="booked_on"),
    Feature("days_since_own_booking", Kind.COUNT, "距最近一笔自主交易的天数",
            "days since the last booking that the customer began", ACTIVITY,
            column="recency_days", unit="days", also=("last own booking",)),
    Feature("days_without_own_booking", Kind.COUNT, "未发生自主交易的天数（无记录时为至少天数）",
            "days without a booking that the customer began (at least, where none is on record)",
            ACTIVITY, column="quiet_days", unit="days"),
    Feature("own_bookings_90d", Kind.COUNT, "近九十天自主交易笔数",
            "number of bookings of 90 days that the customer began", ACTIVITY,
            column="frequency"),
    Feature("own_turnover_90d", Kind.MONEY, "近九十天自主交易金额",
            "turnover of 90 days that the customer began", ACTIVITY, column="monetary_minor"),
    Feature("own_bookings_before", Kind.COUNT, "此前九个月自主交易笔数",
            "number of bookings of the nine months before the last three that the customer began",
            BASELINES, column="earlier"),
    Feature("activity_change", Kind.RATIO, "近九十天交易频率相对自身以往的变化",
            "change of own bookings of 90 days against the customer's earlier pace", BASELINES,
            column="recent"),
)  # fmt: skip

TIER = (
    Feature("tier", Kind.TEXT, "服务等级", "effective tier", PLACES, column="effective_tier",
            freshness="assessment", formerly=("effective_tier",)),
    Feature("tier_rank", Kind.COUNT, "服务等级序号", "rank of the effective tier", PLACES,
            column="effective_rank", unit="0 is the lowest", freshness="assessment"),
    Feature("assessed_tier", Kind.TEXT, "评定等级", "assessed tier", PLACES,
            freshness="assessment"),
    Feature("assessed_rank", Kind.COUNT, "评定等级序号", "rank of the assessed tier", PLACES,
            unit="0 is the lowest", freshness="assessment"),
    Feature("tier_state", Kind.TEXT, "等级状态", "state of the tier", PLACES, column="state",
            freshness="assessment", choices=STATES),
    Feature("fails_used", Kind.COUNT, "已用缓冲期数", "failing assessments so far", PLACES,
            freshness="assessment"),
    Feature("fails_allowed", Kind.COUNT, "缓冲期数", "failing assessments allowed", PLACES,
            freshness="assessment"),
    Feature("measure_so_far", Kind.MONEY, "本期考核值", "measure of the running period", PLACES,
            column="average_so_far_minor"),
    Feature("measure_last", Kind.MONEY, "上期考核值", "measure at the last assessment", PLACES,
            column="last_value_minor", freshness="assessment"),
    Feature("gap_to_keep", Kind.MONEY, "保级缺口", "gap to keep the tier", PLACES,
            column="gap_to_keep_minor"),
    Feature("gap_to_next", Kind.MONEY, "升级缺口", "gap to the next tier", PLACES,
            column="gap_to_next_minor"),
    Feature("next_assessment_on", Kind.DATE, "下次评定日", "next assessment", PLACES,
            data_class="C1"),
    Feature("next_change_on", Kind.DATE, "预计等级变动日", "date on which the tier changes",
            PLACES),
    Feature("fall_probability", Kind.RATIO, "降级概率", "probability of falling", PLACES),
    Feature("aum_30d_ago", Kind.MONEY, "三十天前资产", "assets 30 days ago", PLACES,
            column="aum_30d_ago_minor"),
    Feature("maturing", Kind.MONEY, "下次评定前到期金额",
            "money maturing before the next assessment", PLACES, column="maturing_minor"),
    Feature("maturing_on", Kind.DATE, "最近到期日", "first maturity", PLACES),
    Feature("outflow_30d", Kind.MONEY, "近三十天流出", "outflow of 30 days", PLACES,
            column="outflow_30d_minor"),
)  # fmt: skip

PRODUCTS = (
    Feature("product_classes", Kind.COUNT, "持有产品类别数", "number of product classes held",
            HELD, column="family"),
    Feature("last_product_on", Kind.DATE, "最近一次新增产品日期", "date of the newest product held",
            HELD, column="opened_on"),
    *(Feature(f"has_{family}", Kind.FLAG, f"持有{zh}", f"holds {en}", HELD, column="family",
              not_zh=f"不持有{zh}", not_en=f"holds no {en}")
      for family, (zh, en) in FAMILY_WORDS.items()),
    *(Feature(f"balance_{family}", Kind.MONEY, f"{zh}余额", f"balance of {en}", HELD,
              column="home_minor")
      for family, (zh, en) in FAMILY_WORDS.items()),
)  # fmt: skip

WORTH = (
    Feature("revenue", Kind.MONEY, "近月营收贡献", "revenue of the months that count", VALUES,
            column="revenue_minor", also=("operating income",)),
    Feature("profit", Kind.MONEY, "近月利润贡献", "profit of the months that count", VALUES,
            column="profit_minor", also=("contribution",)),
    Feature("eva", Kind.MONEY, "近月经济增加值", "economic value added of the months that count",
            VALUES, column="eva_minor", also=("economic value added",)),
    Feature("overall_yield", Kind.RATIO, "综合收益率", "overall yield, profit of a year to volume",
            VALUES, column="overall_yield_ppm"),
    Feature("deposit_average", Kind.MONEY, "近月日均存款", "average of deposits in these months",
            VALUES, column="deposit_average_minor"),
    Feature("loan_average", Kind.MONEY, "近月日均贷款", "average of loans in these months", VALUES,
            column="loan_average_minor"),
    Feature("value_decile", Kind.COUNT, "价值十分位", "decile of value", VALUES, column="decile",
            unit="1 brings most", also=("tenth of the bank",)),
    Feature("value_movement", Kind.TEXT, "价值走势", "movement of value", VALUES,
            column="movement", choices=MOVEMENTS),
    Feature("potential_score", Kind.RATIO, "潜力得分", "potential score", VALUES,
            column="potential_points", unit=OF_100),
    Feature("composite_score", Kind.RATIO, "综合得分", "composite score", VALUES,
            column="composite_points", unit=OF_100),
    Feature("lifetime_value", Kind.MONEY, "客户终身价值", "lifetime value", LIFETIMES,
            column="lifetime_minor"),
    Feature("lifetime_margin", Kind.MONEY, "预期年度毛利", "margin of a year counted on", LIFETIMES,
            column="basis_minor", also=("margin of a year",)),
    Feature("remaining_months", Kind.COUNT, "预期剩余月数（未计寿命）",
            "months expected to remain, how long people live not counted",
            LIFETIMES, unit="months", also=("years to remain",)),
    Feature("days_past_due", Kind.COUNT, "逾期天数", "days past due", VALUES, unit="days"),
    Feature("expected_loss", Kind.MONEY, "近月预期损失", "expected loss of the months that count",
            VALUES, column="loss_minor"),
)  # fmt: skip

GROUPED = (
    Feature("cluster", Kind.COUNT, "客群聚类编号", "number of the cluster", MEMBERS, unit="label"),
    Feature("cluster_before", Kind.COUNT, "上次运行的聚类编号", "number of the cluster before",
            MEMBERS, unit="label"),
    Feature("cluster_fit", Kind.RATIO, "与所属聚类的贴合度", "how well the cluster fits", MEMBERS,
            column="fit_ppm"),
)  # fmt: skip

BEHAVED = (
    Feature("deposit_count", Kind.COUNT, "近月存入笔数", "number of deposits in these months",
            BEHAVIOUR),
    Feature("deposit_total", Kind.MONEY, "近月累计存入", "deposits of these months", BEHAVIOUR,
            column="deposit_total_minor"),
    Feature("deposit_largest", Kind.MONEY, "近月单笔最大存入", "largest deposit", BEHAVIOUR,
            column="deposit_largest_minor"),
    Feature("deposit_mean", Kind.MONEY, "近月单笔平均存入", "mean deposit", BEHAVIOUR,
            column="deposit_mean_minor"),
    Feature("deposit_term_share", Kind.RATIO, "存款定期占比", "part of deposits bound to a term",
            BEHAVIOUR, column="deposit_term_ppm"),
    Feature("deposit_term_days", Kind.COUNT, "定期存款平均期限", "mean term of deposits",
            BEHAVIOUR, unit="days"),
    Feature("rollover_rate", Kind.RATIO, "到期续存率", "part of matured deposits rolled over",
            BEHAVIOUR, column="rollover_ppm"),
    Feature("channel_dominant", Kind.TEXT, "主要存款渠道", "dominant channel of deposits",
            BEHAVIOUR, choices=CHANNELS),
    Feature("channel_online_share", Kind.RATIO, "线上存款占比", "part of deposits made online",
            BEHAVIOUR, column="channel_online_ppm"),
    Feature("flow_in_recent", Kind.MONEY, "近期流入", "recent inflow", BEHAVIOUR,
            column="flow_in_recent_minor"),
    Feature("flow_out_recent", Kind.MONEY, "近期流出", "recent outflow", BEHAVIOUR,
            column="flow_out_recent_minor"),
    Feature("flow_net_recent", Kind.MONEY, "近期净流入", "recent net flow", BEHAVIOUR,
            column="flow_net_recent_minor"),
    Feature("flow_net_usual", Kind.MONEY, "平时净流入", "usual net flow", BEHAVIOUR,
            column="flow_net_usual_minor"),
    Feature("flow_direction", Kind.TEXT, "资金流向", "direction of funds", BEHAVIOUR,
            choices=DIRECTIONS),
    Feature("product_preferred", Kind.TEXT, "近期偏好产品类别", "product class bought most lately",
            BEHAVIOUR),
    Feature("services_recent", Kind.COUNT, "近期主动交易与登录次数",
            "recent bookings begun and log-ins", BEHAVIOUR),
    Feature("services_change", Kind.RATIO, "服务使用变化", "change of services against usual",
            BEHAVIOUR, column="services_change_ppm"),
    Feature("spending_monthly", Kind.MONEY, "月均消费", "spending a month", BEHAVIOUR,
            column="spending_monthly_minor"),
    Feature("spending_ticket", Kind.MONEY, "笔均消费", "mean payment", BEHAVIOUR,
            column="spending_ticket_minor"),
    Feature("spending_change", Kind.RATIO, "消费变化", "change of spending against usual",
            BEHAVIOUR, column="spending_change_ppm"),
    Feature("spending_top", Kind.TEXT, "主要消费类别", "category that most is spent on",
            BEHAVIOUR),
    Feature("recurring_payments", Kind.COUNT, "固定支出项数", "number of recurring payments",
            BEHAVIOUR),
    Feature("recurring_monthly", Kind.MONEY, "每月固定支出", "recurring payments a month",
            BEHAVIOUR, column="recurring_monthly_minor"),
    Feature("income_monthly", Kind.MONEY, "月均入账收入", "income booked a month", BEHAVIOUR,
            column="income_monthly_minor"),
    Feature("income_class", Kind.TEXT, "收入分层", "level of income, booked or of the record",
            BEHAVIOUR, column="income_level", choices=INCOMES),
    Feature("habit_class", Kind.TEXT, "消费习惯", "habit of spending", BEHAVIOUR),
)  # fmt: skip

LEAVING = (
    Feature("churn_probability", Kind.RATIO, "流失概率", "probability of leaving", CHURN,
            column="probability", also=("likely to leave", "churn risk")),
    Feature("churn_percentile", Kind.COUNT, "流失概率百分位",
            "percentile of the probability of leaving", CHURN, column="percentile",
            unit="100 leaves most probably"),
    Feature("balance_at_risk", Kind.MONEY, "预期流失金额", "expected balance at risk", CHURN,
            column="at_risk_minor"),
)  # fmt: skip

STAGED = (
    Feature("stage", Kind.TEXT, "生命周期阶段", "stage of the relation", STAGES,
            choices=STAGE_WORDS, also=("lifecycle stage", "lifecycle")),
    Feature("stage_before", Kind.TEXT, "此前的生命周期阶段", "stage before the present one", STAGES,
            choices=STAGE_WORDS),
    Feature("stage_days", Kind.COUNT, "处于当前阶段的天数", "days in the stage", STAGES,
            column="since", unit="days", also=("in the stage since",)),
)  # fmt: skip

FORESEEN = (
    Feature("aum_next_month", Kind.MONEY, "预计下一月末资产",
            "assets expected at the next month end", FORECASTS, column="next_minor"),
    Feature("aum_in_3m", Kind.MONEY, "预计第三个月末资产",
            "assets expected at the third month end from now", FORECASTS, column="later_minor"),
    Feature("aum_forecast_change", Kind.RATIO, "预计第三个月末资产变化",
            "expected change of assets up to the third month end", FORECASTS,
            column="change_ppm"),
)  # fmt: skip

SAID = (*ASKED, *PROFILED, *preferred(FAMILY_WORDS), *OF_MARKETS)

WEIGHED = (*WORTH, *BEHAVED, *LEAVING, *GROUPED, *STAGED, *FORESEEN)

CATALOGUE = Catalogue.of((*RECORD, *COURSE, *MOVED, *TIER, *PRODUCTS, *WEIGHED, *SAID))
"""Capabilities that write a result table of their own add their features here."""
