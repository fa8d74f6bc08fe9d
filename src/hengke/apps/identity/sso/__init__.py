"""Single sign-on by OpenID Connect: providers of the bank, the dance, whose claim is whose log-in."""
