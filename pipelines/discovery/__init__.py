"""Discovery: from a publisher's column to the addresses of its documents, on Scrapy.

Belongs here: reading listings (platforms), politeness over many hosts at once (guard, throttle, handler), and one night's crawl (crawl). Does not belong
here: who the publishers are (pipelines/sources), keeping and comparing what was found (pipelines/archive), reading documents.

A platform is code, a city is data: what differs between two portals of one platform stands in the publisher's YAML.
"""
