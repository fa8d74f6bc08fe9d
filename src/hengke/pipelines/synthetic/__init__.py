"""A bank that does not exist: people, money and two years of life, deterministic by seed.

`api.generate` writes one delivery in the shape of the bank contract (engine/schemas.py), to be
imported like any bank's files, and a truth beside it that no pipeline reads. Order of making:

    plan -> market, organisation -> people, firms -> network -> fate (who leaves, why)
         -> per block of customers: positions -> debts -> income, everyday life
         -> current account (pays for all of it) -> ledger

Every topic draws from its own random stream, so adding one never changes the others.
"""
