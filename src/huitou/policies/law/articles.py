"""The articles of law that rules and floors may name, by code, with the words a reader sees.

Read by the document reader (a rule's `basis`), by `law.compare`, by the policy page. Sources: research notes on
statutory rules of distance selling; not legal advice. Pure data.
"""

from __future__ import annotations

from typing import Final

N_ = str  # marks a msgid; nothing of `rules` is imported here, because `rules` reads this table

ARTICLES: Final[dict[str, str]] = {
    "cn-cpl-23": N_("Consumer Protection Law of the PRC, Article 23"),
    "cn-cpl-24": N_("Consumer Protection Law of the PRC, Article 24"),
    "cn-cpl-25": N_("Consumer Protection Law of the PRC, Article 25"),
    "cn-7d-measures": N_("Interim Measures for Seven-Day No-Reason Returns of Online Purchases (PRC)"),
    "cn-penalties-8": N_("Measures on Penalties for Infringing Consumer Rights (PRC), Articles 8 and 9"),
    "cn-3g-9": N_("Provisions on Repair, Replacement and Return of Certain Goods (PRC, three guarantees), Article 9"),
    "cn-3g-10": N_("Provisions on Repair, Replacement and Return of Certain Goods (PRC, three guarantees), Article 10"),
    "cn-3g-11": N_("Provisions on Repair, Replacement and Return of Certain Goods (PRC, three guarantees), Article 11"),
    "eu-crd-9": N_("Directive 2011/83/EU, Articles 9 and 10"),
    "eu-crd-11a": N_("Directive 2011/83/EU, Article 11a (withdrawal function, in force since 19 June 2026)"),
    "eu-crd-13": N_("Directive 2011/83/EU, Article 13"),
    "eu-crd-14": N_("Directive 2011/83/EU, Article 14"),
    "eu-crd-16": N_("Directive 2011/83/EU, Article 16"),
    "eu-crd-18": N_("Directive 2011/83/EU, Article 18"),
    "eu-sgd-10": N_("Directive (EU) 2019/771, Articles 10 to 14"),
    "eu-sgd-11": N_("Directive (EU) 2019/771, Article 11"),
    "eu-sgd-1999": N_("Directive 1999/44/EC, Articles 3 and 5 (until 31 December 2021)"),
    "eu-repair-16": N_("Directive (EU) 2024/1799, Article 16"),
    "eu-1182-3": N_("Regulation (EEC, Euratom) No 1182/71, Article 3"),
    "uk-ccr-29": N_("Consumer Contracts Regulations 2013 (UK), regulations 29 and 30"),
    "uk-ccr-34": N_("Consumer Contracts Regulations 2013 (UK), regulations 34 and 35"),
    "uk-ccr-28": N_("Consumer Contracts Regulations 2013 (UK), regulation 28"),
    "uk-cra-20": N_("Consumer Rights Act 2015 (UK), sections 20 to 24"),
    "uk-cra-19": N_("Consumer Rights Act 2015 (UK), section 19"),
    "uk-cra-23": N_("Consumer Rights Act 2015 (UK), sections 23 and 24"),
    "uk-cra-24": N_("Consumer Rights Act 2015 (UK), section 24"),
    "uk-cra-28": N_("Consumer Rights Act 2015 (UK), section 28"),
    "tw-cpa-19": N_("Consumer Protection Act (Taiwan), Articles 19 and 19-2"),
    "tw-cpa-19-2": N_("Consumer Protection Act (Taiwan), Article 19-2"),
    "tw-19-exceptions": N_("Guidelines on Reasonable Exceptions to the Right of Rescission (Taiwan), Article 2"),
    "tw-civil-354": N_("Civil Code (Taiwan), Articles 354 to 365"),
    "tw-civil-122": N_("Civil Code (Taiwan), Article 122"),
    "kr-eca-17": N_("Act on Consumer Protection in Electronic Commerce (Korea), Article 17"),
    "kr-eca-18": N_("Act on Consumer Protection in Electronic Commerce (Korea), Article 18"),
    "kr-civil-161": N_("Civil Act (Korea), Article 161"),
    "br-cdc-49": N_("Consumer Defence Code (Brazil), Article 49"),
    "br-cdc-26": N_("Consumer Defence Code (Brazil), Articles 18 and 26"),
    "jp-asct-15-3": N_("Act on Specified Commercial Transactions (Japan), Article 15-3"),
}
