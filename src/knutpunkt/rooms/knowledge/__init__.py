"""Knowledge: the catalogue of support measures. No personal data.

Takes in versioned data files shipped with the product; hands on, for a day, the measures one can choose from,
with what each is good for, who usually does it and where it comes from.
"""
