"""The expression language: one tree, compiled for whole books, for one customer, and into words.

    from hengke.engine.rules.checking import check
    from hengke.engine.rules.kinds import Kind
    from hengke.engine.rules.references import References, order

    rule = check("aum_month_avg >= 500000 and not has('fund')", wanted=Kind.FLAG)
    rule.columns                      # ("aum_month_avg", "has_fund"): what it reads
    rule.kind, rule.notes             # Kind.FLAG; what is allowed and rarely meant

    check(text, references=References(segments={"rich": "aum > 5000000"}, tags=("vip",)))
    order({("tag", "a"): "tag('b')", ("tag", "b"): "aum > 1"})   # b before a; a circle is refused

    books.expression(rule.tree, table)        # Ibis: true, false or null for every row
    singles.function(rule.tree)(row)          # the same for one row: True, False or None
    sentences.sentence_of(rule.tree, "zh")    # 月日均资产不低于500,000元，且不持有基金
    feature_table.features(gold, names=rule.columns, moment=Moment(as_of, policy), sets={"tags": …})

Over a run of a home, with the engine opened: `pipelines.rules.read_features`.

`features.CATALOGUE` says what a rule may name: one `Feature` per column. Everything that is wrong
with a text is a `RuleError`: what, where (`marked`, a line of carets), and the way out. `checking`,
`catalogue`, `features` and `singles` load no engine.
"""
