"""Lifecycle: stage, dormancy and potential loss of every customer, by the rules of a policy.

`rules` reads a policy's expressions (no engine is loaded); `stages` asks them of the features of a
run, `moves` compares two runs, `playbook` proposes tasks for who entered a stage.
"""
