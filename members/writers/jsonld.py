"""Structured data for search engines (schema.org): only what everyone may see."""

from typing import Any

from members.models import Company
from members.queries import VisibleProfile


def person_jsonld(profile: VisibleProfile, *, base_url: str) -> dict[str, Any]:
    """schema.org/Person of a profile as a guest sees it."""
    data = {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": profile.name,
        "url": f"{base_url}{profile.url}",
        "jobTitle": profile.position,
        "description": profile.pitch,
        "image": f"{base_url}{profile.photo_large}" if profile.photo_large else "",
        "email": profile.email,
        "telephone": profile.phone or profile.mobile,
        "worksFor": {"@type": "Organization", "name": profile.company} if profile.company else "",
        "address": {"@type": "PostalAddress", "addressLocality": profile.city} if profile.city else "",
        "knowsAbout": list(profile.offers),
        "sameAs": [address for address in (profile.website, *(link.url for link in profile.links)) if address],
    }
    return {key: value for key, value in data.items() if value}


def company_jsonld(company: Company, *, url: str, logo: str) -> dict[str, Any]:
    """schema.org/Organization of a company that shows itself to everyone."""
    address = {
        "@type": "PostalAddress",
        "streetAddress": company.street,
        "postalCode": company.postcode,
        "addressLocality": company.city,
        "addressCountry": company.country,
    }
    data = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": company.name,
        "url": url,
        "description": company.about,
        "logo": logo,
        "email": company.email,
        "telephone": company.phone,
        "sameAs": [company.website] if company.website else [],
        "address": {key: value for key, value in address.items() if value},
    }
    return {key: value for key, value in data.items() if value}
