"""Single sign-on by OpenID Connect: providers, the dance, whose claim is whose log-in."""
